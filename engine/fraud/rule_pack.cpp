#include "engine/fraud/rule_pack.h"

#include "engine/fraud/rules.h"

#include <toml++/toml.h>

#include <fstream>
#include <limits>
#include <set>
#include <sstream>

namespace halcyon::engine {

extern const std::string_view kUpiRules; // resources/rules/upi.toml, built in
extern const std::string_view kTransactionsRules; // resources/rules/transactions.toml

/// Reads one pack; the first fault ends it.
class RulePackReader {
public:
    explicit RulePackReader(const std::string& fileName)
        : m_fileName(fileName)
    {
    }

    Result<RulePack> read(const toml::table& file)
    {
        const auto stream = parseStreamName(file["stream"].value_or(std::string_view{}));
        if (!stream)
            return fault(file, "`stream` must be \"upi\" or \"transactions\"");
        m_pack.m_stream = *stream;
        const auto version = file["version"].value<std::int64_t>();
        if (!version)
            return fault(file, "`version` must be a whole number");
        m_pack.m_version
            = file["name"].value_or(std::string(streamName(*stream))) + '/' + std::to_string(*version);
        m_pack.m_alertFrom = int(file["alert_from"].value_or(std::int64_t{50}));
        const toml::array* rules = file["rule"].as_array();
        if (rules == nullptr || rules->empty())
            return fault(file, "it has no [[rule]]");
        if (rules->size() > kMostRules)
            return fault(*rules, "it has more than 32 rules");
        for (const toml::node& node : *rules) {
            const toml::table* rule = node.as_table();
            if (rule == nullptr)
                return fault(node, "a rule must be a table");
            if (auto added = addRule(*rule); !added)
                return tl::unexpected(added.error());
        }
        return std::move(m_pack);
    }

    [[nodiscard]] tl::unexpected<Error> fault(const toml::node& at, const std::string& what) const
    {
        return failure(ErrorCode::Config,
            m_fileName + ", line " + std::to_string(at.source().begin.line) + ": " + what + ".");
    }

private:
    static constexpr std::size_t kMostRules = std::numeric_limits<std::uint32_t>::digits;

    Result<void> addRule(const toml::table& rule)
    {
        const auto id = rule["id"].value<std::string>();
        if (!id || id->empty())
            return fault(rule, "a rule needs an `id`");
        if (!m_ids.insert(*id).second)
            return fault(rule, "there are two rules \"" + *id + "\"");
        const auto points = rule["points"].value<std::int64_t>();
        if (!points || *points < 0 || *points > 1000)
            return fault(rule, "rule \"" + *id + "\" needs `points` from 0 to 1000");
        auto made = makeRule(rule, *id, int(*points));
        if (!made)
            return tl::unexpected(made.error());
        m_pack.m_rules.push_back(std::move(*made));
        return {};
    }

    Result<std::unique_ptr<FraudRule>> makeRule(const toml::table& rule, const std::string& id, int points)
    {
        const auto when = rule["when"].value_or(std::string{});
        if (when == "flagged_as_fraud")
            return makeFlaggedAsFraud(id, points);
        if (when == "weekend")
            return makeWeekend(id, points);
        if (when == "amount_above") {
            const auto limit = parseAmount(rule["limit"].value_or(std::string_view{}));
            if (limit.state != ParsedAmount::State::Exact)
                return fault(rule, "rule \"" + id + "\" needs `limit`, an amount in quotes");
            return makeAmountAbove(id, points, limit.amount);
        }
        if (when == "hour_between") {
            const auto from = rule["from"].value_or(std::int64_t{-1});
            const auto to = rule["to"].value_or(std::int64_t{-1});
            if (from < 0 || from > 23 || to < 0 || to > 23)
                return fault(rule, "rule \"" + id + "\" needs hours `from` and `to`, 0 to 23");
            return makeHourBetween(id, points, int(from), int(to));
        }
        if (when == "method_in" || when == "country_in")
            return makeListed(
                rule, id, points, when == "method_in" ? ListedField::Method : ListedField::Country);
        if (when == "payments_above" || when == "success_after_failures")
            return makeCounted(rule, id, points, when == "payments_above");
        return fault(rule, "rule \"" + id + "\" has an unknown `when`: \"" + when + "\"");
    }

    Result<std::unique_ptr<FraudRule>> makeListed(
        const toml::table& rule, const std::string& id, int points, ListedField field)
    {
        std::vector<std::string> names;
        if (const toml::array* list = rule["list"].as_array())
            for (const toml::node& name : *list)
                if (const auto text = name.value<std::string>())
                    names.push_back(*text);
        if (names.empty())
            return fault(rule, "rule \"" + id + "\" needs a `list` of names");
        return makeNameIn(id, points, field, names);
    }

    Result<std::unique_ptr<FraudRule>> makeCounted(
        const toml::table& rule, const std::string& id, int points, bool ofPayments)
    {
        const auto limit = rule["limit"].value_or(std::int64_t{-1});
        const auto within = rule["within_seconds"].value_or(std::int64_t{0});
        const auto longest = std::chrono::duration_cast<std::chrono::seconds>(PayerHistory::kRemembered) / 2;
        if (limit < 0 || limit > 1'000'000)
            return fault(rule, "rule \"" + id + "\" needs a `limit`, a count");
        if (within < 1 || within > longest.count())
            return fault(
                rule, "rule \"" + id + "\" needs `within_seconds`, 1 to " + std::to_string(longest.count()));
        const RulePack::CountedSpan span{std::chrono::seconds{within}, rule["whole_seconds"].value_or(false)};
        RulePack::CountedSpan& slot = ofPayments ? m_pack.m_paymentSpan : m_pack.m_failureSpan;
        if (slot.within.count() != 0
            && (slot.within != span.within || slot.wholeSeconds != span.wholeSeconds))
            return fault(rule, "rule \"" + id + "\" counts over another span than the rule before it");
        slot = span;
        return ofPayments ? makePaymentsAbove(id, points, std::uint32_t(limit))
                          : makeSuccessAfterFailures(id, points, std::uint32_t(limit));
    }

    std::string m_fileName;
    RulePack m_pack;
    std::set<std::string> m_ids;
};

PayerHistory::Span RulePack::CountedSpan::around(EventTime time) const noexcept
{
    using namespace std::chrono_literals;
    if (wholeSeconds) {
        const EventTime second = floorTo(time, 1s);
        return {second - within, second + 1s - 1us};
    }
    return {time - within + 1us, time};
}

Result<RulePack> RulePack::parse(std::string_view text, const std::string& fileName)
{
    RulePackReader reader(fileName);
    try {
        return reader.read(toml::parse(text, fileName));
    } catch (const toml::parse_error& error) {
        return failure(ErrorCode::Config,
            fileName + ", line " + std::to_string(error.source().begin.line) + ": "
                + std::string(error.description()) + ".");
    }
}

RulePack::Score RulePack::score(const RuleInput& input) const noexcept
{
    Score score;
    for (std::size_t i = 0; i < m_rules.size(); ++i)
        if (m_rules[i]->fires(input)) {
            score.points += m_rules[i]->points();
            score.fired |= std::uint32_t{1} << i;
        }
    return score;
}

std::vector<Factor> RulePack::explain(
    const RuleInput& input, const PaymentText& text, std::uint32_t fired) const
{
    std::vector<Factor> factors;
    for (std::size_t i = 0; i < m_rules.size(); ++i)
        if ((fired >> i & 1U) != 0)
            factors.push_back(
                {m_rules[i]->id(), m_rules[i]->points(), m_rules[i]->seen(input, text), m_rules[i]->limit()});
    return factors;
}

const FraudRule& RulePack::heaviest(std::uint32_t fired) const
{
    const FraudRule* heaviest = m_rules.front().get();
    int most = -1;
    for (std::size_t i = 0; i < m_rules.size(); ++i)
        if ((fired >> i & 1U) != 0 && m_rules[i]->points() > most) {
            heaviest = m_rules[i].get();
            most = heaviest->points();
        }
    return *heaviest;
}

namespace {

[[nodiscard]] std::filesystem::path packFile(const std::filesystem::path& folder, StreamId stream)
{
    return folder / (std::string(streamName(stream)) + ".toml");
}

/// Whoever names a folder of rules means those in it: at least one has to be there.
[[nodiscard]] Result<void> checkFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return failure(ErrorCode::Config, "There is no rules folder " + folder.string() + ".");
    std::string names;
    for (const StreamId stream : kAllStreams) {
        const auto file = packFile(folder, stream);
        if (std::filesystem::exists(file, error))
            return {};
        names += (names.empty() ? "" : " nor ") + file.filename().string();
    }
    return failure(ErrorCode::Config,
        "The rules folder " + folder.string() + " holds neither " + names
            + ": put a rule pack into it, or leave it out for the built-in rules.");
}

} // namespace

Result<RulePacks> loadRulePacks(const std::optional<std::filesystem::path>& folder)
{
    if (folder)
        if (const auto checked = checkFolder(*folder); !checked)
            return tl::unexpected(checked.error());
    RulePacks packs;
    for (const StreamId stream : kAllStreams) {
        std::string text(stream == StreamId::Upi ? kUpiRules : kTransactionsRules);
        std::string fileName = "built-in rules of " + std::string(streamName(stream));
        if (folder) {
            const auto path = packFile(*folder, stream);
            std::error_code error;
            if (std::filesystem::exists(path, error)) {
                std::ifstream file(path);
                std::ostringstream content;
                content << file.rdbuf();
                if (!file)
                    return failure(ErrorCode::Config, "Cannot read the rules in " + path.string() + ".");
                text = content.str();
                fileName = path.string();
            }
        }
        auto pack = RulePack::parse(text, fileName);
        if (!pack)
            return tl::unexpected(pack.error());
        if (pack->stream() != stream)
            return failure(ErrorCode::Config, fileName + " holds rules of another stream.");
        packs.push_back(std::move(*pack));
    }
    return packs;
}

} // namespace halcyon::engine
