#pragma once

#include "engine/model/window_rows.h"

namespace halcyon::tests {

/// A built-in window by its id and, where two streams share it, a measure that only one of them has.
[[nodiscard]] const engine::WindowSchema& windowSchema(
    std::string_view id, std::string_view measure = "count");

} // namespace halcyon::tests
