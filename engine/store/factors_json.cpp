#include "engine/store/factors_json.h"

#include "engine/store/copy_writer.h"

#include <nlohmann/json.hpp>

namespace halcyon::engine {

namespace {

std::string textAt(const nlohmann::json& entry, const char* name)
{
    const auto found = entry.find(name);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int numberAt(const nlohmann::json& entry, const char* name)
{
    const auto found = entry.find(name);
    return found != entry.end() && found->is_number_integer() ? found->get<int>() : 0;
}

} // namespace

std::string factorsToJson(const std::vector<Factor>& factors)
{
    auto array = nlohmann::json::array();
    for (const auto& factor : factors)
        array.push_back({{"rule", cleanText(factor.rule)}, {"points", factor.points},
            {"value", cleanText(factor.value)}, {"limit", cleanText(factor.limit)}});
    return array.dump();
}

std::vector<Factor> factorsFromJson(std::string_view json)
{
    std::vector<Factor> factors;
    const auto array = nlohmann::json::parse(json, nullptr, false);
    if (!array.is_array())
        return factors;
    for (const auto& entry : array) {
        if (!entry.is_object())
            return {};
        factors.push_back({.rule = textAt(entry, "rule"),
            .points = numberAt(entry, "points"),
            .value = textAt(entry, "value"),
            .limit = textAt(entry, "limit")});
    }
    return factors;
}

} // namespace halcyon::engine
