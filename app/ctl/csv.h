#pragma once

#include "engine/model/window_rows.h"

#include <string>
#include <string_view>

namespace halcyon::app {

/// A CSV field by RFC 4180: quoted when it must be.
[[nodiscard]] std::string csvField(std::string_view text);

/// A measure as text: counts plain, money as decimals, reals in the shortest
/// form that reads back to the same double, nothing as nothing.
[[nodiscard]] std::string measureText(const engine::MeasureValue& value);
[[nodiscard]] std::string shortestText(double value);

} // namespace halcyon::app
