#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Score bands of domain.md section 4.
enum class Severity : std::uint8_t { Minimal, Low, Medium, High, Critical };

inline constexpr std::size_t kSeverityCount = 5;

/// CRITICAL >= 75, HIGH >= 50, MEDIUM >= 25, LOW >= 10, else MINIMAL.
[[nodiscard]] Severity severityOf(int score) noexcept;
[[nodiscard]] std::string_view severityName(Severity severity) noexcept; ///< "CRITICAL", ...

/// One part of a score: what was seen, what was allowed, what it cost.
struct Factor {
    std::string rule; ///< the rule's id: "velocity"
    int points = 0;
    std::string value; ///< as seen: "7", "crypto", "6000.5"
    std::string limit; ///< as configured: "5"; empty for a rule without one
    friend bool operator==(const Factor&, const Factor&) = default;
};

} // namespace halcyon::engine
