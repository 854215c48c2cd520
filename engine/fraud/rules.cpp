#include "engine/fraud/rules.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

class FlaggedAsFraud final : public FraudRule {
public:
    using FraudRule::FraudRule;
    bool fires(const RuleInput& input) const noexcept override { return input.payment.isFraud; }
    std::string seen(const RuleInput&, const PaymentText&) const override { return "true"; }
    std::string limit() const override { return {}; }
};

class AmountAbove final : public FraudRule {
public:
    AmountAbove(std::string id, int points, Amount limit)
        : FraudRule(std::move(id), points)
        , m_limit(limit)
    {
    }
    bool fires(const RuleInput& input) const noexcept override { return input.payment.amount > m_limit; }
    std::string seen(const RuleInput& input, const PaymentText&) const override
    {
        return formatAmount(input.payment.amount);
    }
    std::string limit() const override { return formatAmount(m_limit); }

private:
    Amount m_limit;
};

class PaymentsAbove final : public FraudRule {
public:
    PaymentsAbove(std::string id, int points, std::uint32_t limit)
        : FraudRule(std::move(id), points)
        , m_limit(limit)
    {
    }
    bool fires(const RuleInput& input) const noexcept override { return input.counts.payments > m_limit; }
    std::string seen(const RuleInput& input, const PaymentText&) const override
    {
        return std::to_string(input.counts.payments);
    }
    std::string limit() const override { return std::to_string(m_limit); }

private:
    std::uint32_t m_limit;
};

class SuccessAfterFailures final : public FraudRule {
public:
    SuccessAfterFailures(std::string id, int points, std::uint32_t limit)
        : FraudRule(std::move(id), points)
        , m_limit(limit)
    {
    }
    bool fires(const RuleInput& input) const noexcept override
    {
        return input.payment.status == PaymentStatus::Success && input.counts.failed >= m_limit;
    }
    std::string seen(const RuleInput& input, const PaymentText&) const override
    {
        return std::to_string(input.counts.failed);
    }
    std::string limit() const override { return std::to_string(m_limit); }

private:
    std::uint32_t m_limit;
};

/// A field that is one of a list of names; compared by hash.
class NameIn final : public FraudRule {
public:
    NameIn(std::string id, int points, ListedField field, const std::vector<std::string>& list)
        : FraudRule(std::move(id), points)
        , m_field(field)
    {
        for (const std::string& name : list) {
            m_hashes.push_back(hashText(name));
            m_names += (m_names.empty() ? "" : ", ") + name;
        }
    }
    bool fires(const RuleInput& input) const noexcept override
    {
        const std::uint64_t value
            = m_field == ListedField::Method ? input.payment.method.value : input.payment.country.value;
        return std::ranges::find(m_hashes, value) != m_hashes.end();
    }
    std::string seen(const RuleInput&, const PaymentText& text) const override
    {
        return std::string(m_field == ListedField::Method ? text.method : text.country);
    }
    std::string limit() const override { return m_names; }

private:
    ListedField m_field;
    std::vector<std::uint64_t> m_hashes;
    std::string m_names;
};

/// Hours from..to of the day, both included; may cross midnight.
class HourBetween final : public FraudRule {
public:
    HourBetween(std::string id, int points, int from, int to)
        : FraudRule(std::move(id), points)
        , m_from(from)
        , m_to(to)
    {
    }
    bool fires(const RuleInput& input) const noexcept override
    {
        const int hour = input.payment.hour;
        return m_from <= m_to ? hour >= m_from && hour <= m_to : hour >= m_from || hour <= m_to;
    }
    std::string seen(const RuleInput& input, const PaymentText&) const override
    {
        return std::to_string(input.payment.hour);
    }
    std::string limit() const override { return std::to_string(m_from) + "-" + std::to_string(m_to); }

private:
    int m_from;
    int m_to;
};

class Weekend final : public FraudRule {
public:
    using FraudRule::FraudRule;
    bool fires(const RuleInput& input) const noexcept override { return input.payment.isWeekend(); }
    std::string seen(const RuleInput& input, const PaymentText&) const override
    {
        return std::to_string(input.payment.dayOfWeek);
    }
    std::string limit() const override { return {}; }
};

} // namespace

std::unique_ptr<FraudRule> makeFlaggedAsFraud(std::string id, int points)
{
    return std::make_unique<FlaggedAsFraud>(std::move(id), points);
}

std::unique_ptr<FraudRule> makeAmountAbove(std::string id, int points, Amount limit)
{
    return std::make_unique<AmountAbove>(std::move(id), points, limit);
}

std::unique_ptr<FraudRule> makePaymentsAbove(std::string id, int points, std::uint32_t limit)
{
    return std::make_unique<PaymentsAbove>(std::move(id), points, limit);
}

std::unique_ptr<FraudRule> makeSuccessAfterFailures(std::string id, int points, std::uint32_t limit)
{
    return std::make_unique<SuccessAfterFailures>(std::move(id), points, limit);
}

std::unique_ptr<FraudRule> makeNameIn(
    std::string id, int points, ListedField field, const std::vector<std::string>& list)
{
    return std::make_unique<NameIn>(std::move(id), points, field, list);
}

std::unique_ptr<FraudRule> makeHourBetween(std::string id, int points, int from, int to)
{
    return std::make_unique<HourBetween>(std::move(id), points, from, to);
}

std::unique_ptr<FraudRule> makeWeekend(std::string id, int points)
{
    return std::make_unique<Weekend>(std::move(id), points);
}

} // namespace halcyon::engine
