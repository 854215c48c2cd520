#pragma once

#include "engine/model/window_rows.h"

#include <span>

namespace halcyon::tests {

/// The built-in windows as domain.md section 3 lists them, written out by hand:
/// what the tables must look like. `minute` is there once for each stream.
[[nodiscard]] std::span<const engine::WindowSchema> windowSchemas();
[[nodiscard]] const engine::WindowSchema& windowSchema(
    std::string_view id, std::string_view measure = "count");

} // namespace halcyon::tests
