#include "engine/model/score.h"

#include <array>

namespace halcyon::engine {

Severity severityOf(int score) noexcept
{
    if (score >= 75)
        return Severity::Critical;
    if (score >= 50)
        return Severity::High;
    if (score >= 25)
        return Severity::Medium;
    return score >= 10 ? Severity::Low : Severity::Minimal;
}

std::string_view severityName(Severity severity) noexcept
{
    static constexpr std::array<std::string_view, kSeverityCount> kNames{
        "MINIMAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"};
    return kNames[std::size_t(severity)];
}

} // namespace halcyon::engine
