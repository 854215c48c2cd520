#pragma once

#include "engine/api/live_snapshot.h"
#include "engine/model/flat_table.h"
#include "engine/model/processed_batch.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace halcyon::engine {

/// The last hour by minute of event time: amounts by bank and by payment
/// method, and new alerts by severity.
class MinuteShares {
public:
    /// `name` with hash `key` had a payment.
    void add(std::uint64_t key, std::string_view name, const Payment& payment);
    /// The largest shares over (edge - range, edge], at most six, the rest as "Other".
    [[nodiscard]] std::vector<Share> largest(EventTime edge, std::chrono::seconds range) const;

private:
    struct Slot {
        std::string name;
        Currency currency;
        AmountSum amount;
        std::uint64_t payments = 0;
    };
    using Minute = FlatTable<Slot>;

    std::map<EventTime, Minute> m_minutes;
    EventTime m_lastMinute{};
    Minute* m_last = nullptr;
};

class SeverityMinutes {
public:
    void add(EventTime time, Severity severity);
    [[nodiscard]] std::vector<SeverityMinute> minutes(EventTime edge, std::chrono::seconds range) const;

private:
    std::map<EventTime, SeverityMinute> m_minutes;
};

/// Mean score by payee over the watched range.
///
/// Keeps a sum per payee and minute, and running sums over the range: a minute
/// that leaves the range is subtracted, so the cost does not grow with it.
class PayeeRisks {
public:
    void add(const Payment& payment, std::string_view payee, int score);
    /// The riskiest over (edge - range, edge], highest first, at most `most`,
    /// with `kFewest` payments or more. O(payees in range): call it about once a second.
    [[nodiscard]] std::vector<PayeeRisk> riskiest(
        EventTime edge, std::chrono::seconds range, std::size_t most);

    static constexpr std::uint64_t kFewest = 20;

private:
    /// Small, because there is one for every payee and minute: names are kept apart, for payees with any
    /// risk.
    struct Slot {
        std::uint32_t payments = 0;
        std::int32_t score = 0;
    };
    struct Name {
        std::string payee;
        StreamId stream = StreamId::Upi;
        EventTime newest{};
    };
    using Table = FlatTable<Slot>;
    static void addTo(Table& table, std::uint64_t key, Slot more);
    void moveRange(EventTime first);
    void forgetOldest();

    std::map<EventTime, Table> m_minutes;
    FlatTable<Name> m_names; // of payees that scored while remembered
    Table m_running; // sums over the minutes from m_first on
    EventTime m_first{};
    EventTime m_lastMinute{};
    Table* m_last = nullptr;
};

} // namespace halcyon::engine
