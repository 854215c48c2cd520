#pragma once

#include "engine/fraud/fraud_rule.h"
#include "engine/model/result.h"
#include "engine/model/stream.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// The rules of one stream, read from a TOML file (resources/rules/ shows all
/// that it may hold). Immutable once loaded, so any thread may use it.
class RulePack {
public:
    struct Score {
        int points = 0;
        std::uint32_t fired = 0; ///< bit n = rule n of the pack
    };
    /// The spans a payer's payments are counted over.
    struct CountedSpan {
        std::chrono::microseconds within{0};
        bool wholeSeconds = false;
        [[nodiscard]] PayerHistory::Span around(EventTime time) const noexcept;
    };

    /// `Config` with file, line and what is wrong.
    [[nodiscard]] static Result<RulePack> parse(std::string_view toml, const std::string& fileName);

    [[nodiscard]] StreamId stream() const noexcept { return m_stream; }
    /// "upi/1": stored with alerts and part of their ids.
    [[nodiscard]] const std::string& version() const noexcept { return m_version; }
    [[nodiscard]] int alertFrom() const noexcept { return m_alertFrom; }
    [[nodiscard]] const CountedSpan& paymentSpan() const noexcept { return m_paymentSpan; }
    [[nodiscard]] const CountedSpan& failureSpan() const noexcept { return m_failureSpan; }

    [[nodiscard]] Score score(const RuleInput& input) const noexcept;
    /// The parts of a score, in the pack's order.
    [[nodiscard]] std::vector<Factor> explain(
        const RuleInput& input, const PaymentText& text, std::uint32_t fired) const;
    /// The rule with the most points among `fired`, the first of equals.
    [[nodiscard]] const FraudRule& heaviest(std::uint32_t fired) const;

private:
    friend class RulePackReader;

    StreamId m_stream = StreamId::Upi;
    std::string m_version;
    int m_alertFrom = 50;
    CountedSpan m_paymentSpan;
    CountedSpan m_failureSpan;
    std::vector<std::unique_ptr<FraudRule>> m_rules;
};

/// The packs of all streams, by stream number.
using RulePacks = std::vector<RulePack>;

/// The built-in packs, or those found as <stream>.toml in `folder`: a stream without one keeps its
/// built-in pack. `Config` when the folder has none at all.
[[nodiscard]] Result<RulePacks> loadRulePacks(const std::optional<std::filesystem::path>& folder);

} // namespace halcyon::engine
