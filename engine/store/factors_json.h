#pragma once

#include "engine/model/score.h"

#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// [{"rule":"velocity","points":25,"value":"11","limit":"10"}, ...], as PostgreSQL's jsonb takes it.
[[nodiscard]] std::string factorsToJson(const std::vector<Factor>& factors);
/// Empty for text that is not of that form.
[[nodiscard]] std::vector<Factor> factorsFromJson(std::string_view json);

} // namespace halcyon::engine
