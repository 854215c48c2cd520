#include "tests/fakes/recorded_story.h"

#include "tests/fakes/story.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace halcyon::tests::recorded {

using namespace halcyon::engine;
using namespace std::chrono;

namespace {

constexpr std::array kBanks{"oksbi", "okhdfcbank", "ybl", "okicici", "okaxis", "axl"};
constexpr std::array kMethods{"credit_card", "debit_card", "paypal", "bank_transfer", "crypto"};
constexpr std::array kCountries{"India", "Germany", "United Kingdom", "Nigeria", "Brazil"};
constexpr std::array kMerchants{
    "Kestrel Games", "Aurum Jewellery", "Tessera Tickets", "Pico Marketplace", "Volt Electronics"};

constexpr std::int64_t kFirstOffset = 184'000'000;
const EventTime kFirstSecond = story::now() - hours{24};
constexpr seconds kLongestScan{hours{2}};

std::int64_t perSecond(StreamId stream)
{
    return stream == StreamId::Upi ? 40 : 10;
}

double chance(std::int64_t number, std::uint64_t salt)
{
    return story::chance(std::uint64_t(number), salt);
}

template <std::size_t N>
std::string pick(const std::array<const char*, N>& from, double share)
{
    return from[std::size_t(share * double(N))];
}

bool isOutage(EventTime time)
{
    const auto before = story::now() - time;
    return before <= minutes{13} + seconds{40} && before > minutes{6} + seconds{40};
}

void fillUpi(HistoryRow& row)
{
    const auto n = row.id;
    row.paymentId = "T" + std::to_string(100'000 + n % 900'000);
    row.bank = pick(kBanks, chance(n, 1));
    row.payer = "user" + std::to_string(1000 + int(chance(n, 2) * 9000)) + "@" + row.bank;
    row.payee = "merchant" + std::to_string(1 + int(chance(n, 3) * chance(n, 4) * 900)) + "@upi";
    row.money.amount = {std::int64_t(std::pow(chance(n, 5), 6) * 98'000'00 + 1500) * 100};
    const double failing = row.bank == "okhdfcbank" && isOutage(row.eventTime) ? 0.72 : 0.024;
    const double luck = chance(n, 6);
    row.status = luck < failing ? PaymentStatus::Failed
        : luck < failing + 0.02 ? PaymentStatus::Pending
                                : PaymentStatus::Success;
}

void fillTransaction(HistoryRow& row)
{
    const auto n = row.id;
    row.paymentId = "tx-" + std::to_string(7'000'000 + n % 900'000);
    row.payer = std::to_string(20'000 + int(chance(n, 2) * 20'000));
    row.payee = pick(kMerchants, chance(n, 3));
    row.method = pick(kMethods, chance(n, 4) * chance(n, 14));
    row.country = pick(kCountries, chance(n, 7) * chance(n, 17));
    row.money = {{std::int64_t(std::pow(chance(n, 5), 5) * 9'000'00 + 400) * 100}, *Currency::parse("USD")};
    row.isFraud = chance(n, 6) < 0.008;
}

/// The payment with that number; numbers grow with event time.
HistoryRow payment(StreamId stream, std::int64_t number)
{
    const auto each = perSecond(stream);
    HistoryRow row;
    row.id = number + 1;
    row.eventTime = kFirstSecond + seconds{number / each}
        + microseconds{1'000'000 * (number % each) / each + std::int64_t(chance(number, 9) * 20'000)};
    if (stream == StreamId::Upi)
        fillUpi(row);
    else
        fillTransaction(row);
    const double odd = chance(number, 10);
    if (odd < 0.006) {
        row.bucket = Bucket::Late;
        row.lateBy = seconds{62 + std::int64_t(odd * 20'000)};
    } else if (odd < 0.012) {
        row.bucket = Bucket::Duplicate;
        row.isConflict = odd > 0.0115;
    }
    const double risk = chance(number, 11);
    row.score = risk < 0.002 ? 80 : risk < 0.01 ? 55 : risk < 0.06 ? 25 : risk < 0.3 ? 5 : 0;
    row.place = {stream == StreamId::Upi ? "upi_transactions" : "ecommerce.transactions",
        std::int32_t(chance(number, 12) * 12), kFirstOffset + number};
    return row;
}

std::string fieldOf(const HistoryRow& row, const std::string& field)
{
    if (field == "status")
        return std::string(statusName(row.status));
    if (field == "payer_bank")
        return row.bank;
    if (field == "payer" || field == "user_id")
        return row.payer;
    if (field == "payee" || field == "merchant")
        return row.payee;
    if (field == "txn_id" || field == "transaction_id")
        return row.paymentId;
    if (field == "payment_method")
        return row.method;
    if (field == "country")
        return row.country;
    if (field == "is_fraud")
        return row.isFraud ? "true" : "false";
    if (field == "score")
        return std::to_string(row.score);
    if (field == "partition")
        return std::to_string(row.place.partition);
    if (field == "amount")
        return formatAmount(row.money.amount);
    constexpr std::array kBuckets{"clean", "duplicate", "late", "dead_letter", "filtered"};
    return kBuckets[std::size_t(row.bucket)];
}

bool holds(const HistoryRow& row, const Filter& filter)
{
    const std::string value = fieldOf(row, filter.field);
    switch (filter.op) {
    case Filter::Op::Equals:
        return value == filter.value;
    case Filter::Op::NotEquals:
        return value != filter.value;
    case Filter::Op::AtLeast:
        return std::stod(value) >= std::stod(filter.value);
    case Filter::Op::AtMost:
        return std::stod(value) <= std::stod(filter.value);
    case Filter::Op::Contains:
        break;
    }
    return value.find(filter.value) != std::string::npos;
}

/// Calls `visit` with every payment of the drill's filters in `range`, oldest first.
template <typename Visit>
void forEach(const Drill& drill, TimeRange range, Visit visit)
{
    const auto from = std::max({range.from, kFirstSecond, range.to - kLongestScan});
    const auto to = std::min(range.to, story::now() + minutes{5});
    const auto each = perSecond(drill.stream);
    const auto numberAt = [each](EventTime time) { return floor<seconds>(time - kFirstSecond).count() * each; };
    for (std::int64_t number = numberAt(from); number < numberAt(to) + each; ++number) {
        const HistoryRow row = payment(drill.stream, number);
        if (from <= row.eventTime && row.eventTime < to
            && std::ranges::all_of(drill.filters, [&](const Filter& filter) { return holds(row, filter); }))
            visit(row);
    }
}

std::string jsonOf(StreamId stream, const HistoryRow& row)
{
    if (stream == StreamId::Transactions)
        return R"({"transaction_id":")" + row.paymentId + R"(","user_id":)" + row.payer + R"(,"amount":)"
            + formatAmount(row.money.amount) + R"(,"merchant":")" + row.payee + R"(","timestamp":")"
            + formatIsoTime(row.eventTime) + R"(","is_fraud":)" + (row.isFraud ? "true" : "false")
            + R"(,"payment_method":")" + row.method + R"(","location":"Mumbai, )" + row.country
            + R"(","device_id":"d-)" + std::to_string(row.id % 9973) + R"("})";
    return R"({"txn_id":")" + row.paymentId + R"(","payer":")" + row.payer + R"(","payee":")" + row.payee
        + R"(","amount":)" + formatAmount(row.money.amount) + R"(,"currency":"INR","status":")"
        + std::string(statusName(row.status)) + R"(","channel":"QR","device_id":"d-19ae)"
        + std::to_string(row.id % 97) + R"(","timestamp":")" + formatIsoTime(row.eventTime) + R"("})";
}

} // namespace

RowsPage rows(const RowsRequest& request)
{
    std::vector<HistoryRow> all;
    forEach(request.drill, request.drill.range, [&all](const HistoryRow& row) { all.push_back(row); });
    const auto before = [&request](const HistoryRow& a, const HistoryRow& b) {
        if (request.order == RowOrder::LargestAmountFirst && a.money.amount != b.money.amount)
            return b.money.amount < a.money.amount;
        if (request.order == RowOrder::HighestScoreFirst && a.score != b.score)
            return a.score > b.score;
        const bool isOlder = a.eventTime != b.eventTime ? a.eventTime < b.eventTime : a.id < b.id;
        return request.order == RowOrder::OldestFirst ? isOlder : !isOlder && a.id != b.id;
    };
    std::ranges::sort(all, before);
    auto first = all.begin();
    if (request.after)
        first = std::ranges::upper_bound(all, *request.after, before);
    RowsPage page;
    const auto count = std::min(request.limit, std::size_t(all.end() - first));
    page.rows.assign(first, first + std::ptrdiff_t(count));
    page.isLast = first + std::ptrdiff_t(count) == all.end();
    page.took = microseconds{6400};
    page.source = request.drill.stream == StreamId::Upi ? "upi_events_20261121" : "transaction_events_20261121";
    page.sql = "SELECT id, event_time, txn_id, payer, payee, amount, status FROM upi_events\nWHERE event_time >= '"
        + formatIsoTime(request.drill.range.from) + "' AND event_time < '" + formatIsoTime(request.drill.range.to)
        + "'\nORDER BY event_time DESC, id DESC LIMIT " + std::to_string(request.limit);
    return page;
}

DrillSummary summary(const Drill& drill)
{
    DrillSummary figures;
    std::set<std::string> payers, payees;
    forEach(drill, drill.range, [&](const HistoryRow& row) {
        ++figures.rows;
        figures.late += row.bucket == Bucket::Late ? 1 : 0;
        figures.duplicates += row.bucket == Bucket::Duplicate ? 1 : 0;
        payers.insert(row.payer);
        payees.insert(row.payee);
        if (row.bucket == Bucket::Duplicate)
            return;
        auto& [sum, count] = figures.totals[std::string(row.money.currency.code())];
        sum.add(row.money.amount);
        ++count;
        figures.largest = std::max(figures.largest.value_or(row.money.amount), row.money.amount);
    });
    figures.payers = payers.size();
    figures.payees = payees.size();
    figures.took = microseconds{38'000};
    return figures;
}

DrillHistogram histogram(const Drill& drill, TimeRange around, seconds step)
{
    DrillHistogram counts{around.from, step, {}, {}};
    const auto steps = std::size_t((around.length() + step - microseconds{1}) / step);
    counts.matching.resize(steps);
    counts.others.resize(steps);
    forEach(drill, around, [&](const HistoryRow& row) {
        const auto place = std::size_t((row.eventTime - around.from) / microseconds{step});
        ++(drill.range.contains(row.eventTime) ? counts.matching : counts.others)[std::min(place, steps - 1)];
    });
    return counts;
}

namespace {

StoredMessage paymentMessage(StreamId stream, const MessagePlace& place)
{
    StoredMessage message;
    message.payment = payment(stream, place.offset - kFirstOffset);
    message.payment->place = place;
    message.place = place;
    message.recordTime = floor<milliseconds>(message.payment->eventTime + microseconds{12'800});
    message.readAt = *message.recordTime + microseconds{9'100};
    message.committedAt = message.readAt + microseconds{53'300};
    message.value = jsonOf(stream, *message.payment);
    message.headers = {{"traceparent", "00-8f1c77aa02be4d10-5b1e90c2-01"}, {"source", "switch-adapter-3"},
        {"content-type", "application/json"}, {"schema-hint", "upi.v3"}};
    message.bucket = message.payment->bucket;
    if (message.payment->score >= 25) {
        message.factors = {{"velocity", 25, "14", "10"}};
        if (message.payment->score > 25)
            message.factors.push_back({"failed_burst", message.payment->score - 25, "4", "3"});
        message.alert = story::alertsIn(story::now() - seconds{40}).front().id;
    }
    return message;
}

struct Reject {
    const char *stage, *reason, *field, *detail, *value;
    std::uint64_t count;
};
constexpr std::array kRejects{
    Reject{"validate", "bad_type", "amount", "string, expected number",
        R"({"txn_id":"T771204","payer":"user3098@axl","payee":"merchant88@upi","amount":"7,450.00","status":"SUCCESS","timestamp":"2026-11-21T12:53:38.101Z"})",
        241},
    Reject{"decode", "not_json", "", "the text ends inside a string",
        R"({"txn_id":"T882013","payer":"user44@oksbi","payee":"mercha)", 168},
    Reject{"validate", "out_of_range", "amount", "250000, the limit is 100000",
        R"({"txn_id":"T550021","payer":"user12@ybl","payee":"merchant17@upi","amount":250000,"status":"SUCCESS","timestamp":"2026-11-21T12:51:02Z"})",
        97},
    Reject{"validate", "missing_field", "payee", "",
        R"({"txn_id":"T550022","payer":"user13@ybl","amount":250,"status":"SUCCESS","timestamp":"2026-11-21T12:50:44Z"})",
        74},
    Reject{"validate", "future", "timestamp", "6 minutes ahead of its record",
        R"({"txn_id":"T550023","payer":"user14@ybl","payee":"merchant3@upi","amount":99,"status":"PENDING","timestamp":"2026-11-21T13:06:00Z"})",
        31},
    Reject{"validate", "bad_time", "timestamp", "zone +25:00 does not exist",
        R"({"txn_id":"T550024","payer":"user15@ybl","payee":"merchant4@upi","amount":12.5,"status":"SUCCESS","timestamp":"2026-11-21T12:49:00+25:00"})",
        19},
    Reject{"decode", "tombstone", "", "a null value", "", 9}};
constexpr std::int64_t kRejectOffset = 500'000'000; // dead letters lie from here on: reason * 10000 + number
constexpr std::int64_t kBytesReject = 7; // of not_json: bytes that are no text at all

std::int64_t rejectIndex(const MessagePlace& place)
{
    return (place.offset - kRejectOffset) / 10'000;
}

std::string rejectValue(std::int64_t index, std::int64_t number)
{
    if (index == 1 && number % 10 == kBytesReject)
        return std::string("\x00\x00\x00\x10\x15\xff\xfe user\x80\x81 binary\x00\x01", 24);
    return kRejects[std::size_t(index)].value;
}

DeadLetterRow deadLetter(std::int64_t index, std::int64_t number)
{
    const Reject& reject = kRejects[std::size_t(index)];
    const auto step = duration_cast<microseconds>(minutes{15}) / std::int64_t(reject.count);
    DeadLetterRow row;
    row.id = index * 10'000 + std::int64_t(reject.count) - number;
    row.readAt = story::now() - milliseconds{1886} - step * number;
    row.recordTime = floor<milliseconds>(row.readAt - milliseconds{7});
    row.place = {"upi_transactions", std::int32_t(chance(row.id, 21) * 12), kRejectOffset + index * 10'000 + number};
    row.stream = "upi";
    row.stage = reject.stage;
    row.reason = reject.reason;
    row.field = reject.field;
    row.detail = reject.detail;
    const std::string value = rejectValue(index, number);
    row.start = value.substr(0, 64);
    row.size = value.size();
    return row;
}

StoredMessage rejectedMessage(const MessagePlace& place)
{
    const auto index = rejectIndex(place);
    const DeadLetterRow row = deadLetter(index, (place.offset - kRejectOffset) % 10'000);
    StoredMessage message;
    message.place = place;
    message.recordTime = row.recordTime;
    message.readAt = row.readAt;
    message.committedAt = row.readAt + milliseconds{48};
    message.value = rejectValue(index, (place.offset - kRejectOffset) % 10'000);
    message.isTombstone = row.reason == "tombstone";
    message.headers = {{"source", "switch-adapter-3"}, {"content-type", "application/json"}};
    message.bucket = Bucket::DeadLetter;
    message.rejectStage = row.stage;
    message.rejectReason = row.reason;
    message.rejectField = row.field;
    message.rejectDetail = row.detail;
    return message;
}

} // namespace

Result<StoredMessage> message(const MessagePlace& place)
{
    if (place.offset >= kRejectOffset && rejectIndex(place) < std::int64_t(kRejects.size()))
        return rejectedMessage(place);
    if (place.offset < kFirstOffset)
        return failure(ErrorCode::Missing, "No message is recorded at this place; retention may have removed it.");
    return paymentMessage(
        place.topic == "ecommerce.transactions" ? StreamId::Transactions : StreamId::Upi, place);
}

std::vector<StoredMessage> neighbours(const MessagePlace& place, int eachSide)
{
    std::vector<StoredMessage> beside;
    for (int step = -eachSide; step <= eachSide; ++step) {
        auto next = place;
        next.offset += step;
        if (step == 1) {
            next.offset = kRejectOffset;
            beside.push_back(rejectedMessage(next));
            beside.back().place = {place.topic, place.partition, place.offset + 1};
        } else if (const auto found = message(next)) {
            beside.push_back(*found);
        }
    }
    return beside;
}

std::vector<HistoryRow> recentOf(StreamId stream, const std::string& payer)
{
    std::vector<HistoryRow> recent;
    double back = 0;
    for (std::int64_t n = 0; n < 120; ++n) {
        HistoryRow row = payment(stream, 3'000'000 + n * 7 + std::int64_t(payer.size()));
        back += n < 14 ? 9.0 + chance(n, 31) * 30 : 30 + chance(n, 32) * 140;
        row.payer = payer;
        row.eventTime = story::now() - seconds{80} - microseconds{std::int64_t(back * 1e6)};
        recent.push_back(row);
    }
    return recent;
}

std::vector<DeadLetterCount> deadLetterCounts()
{
    std::vector<DeadLetterCount> counts;
    for (std::size_t index = 0; index < kRejects.size(); ++index) {
        const Reject& reject = kRejects[index];
        const DeadLetterRow newest = deadLetter(std::int64_t(index), 0);
        const std::string detail = std::string(reject.field) + (*reject.field && *reject.detail ? ": " : "") + reject.detail;
        counts.push_back({newest.place.topic, reject.stage, reject.reason, detail, reject.count, newest.readAt});
    }
    return counts;
}

std::vector<DeadLetterRow> deadLetters(const DeadLetterRequest& request)
{
    std::vector<DeadLetterRow> all;
    for (std::size_t index = 0; index < kRejects.size(); ++index) {
        if (request.reason && *request.reason != kRejects[index].reason)
            continue;
        for (std::uint64_t number = 0; number < kRejects[index].count; ++number)
            all.push_back(deadLetter(std::int64_t(index), std::int64_t(number)));
    }
    std::ranges::sort(all, std::ranges::greater{}, &DeadLetterRow::id);
    std::erase_if(all, [&](const DeadLetterRow& row) { return request.beforeId && row.id >= *request.beforeId; });
    all.resize(std::min(all.size(), request.limit));
    return all;
}

std::vector<Alert> alerts()
{
    std::vector<Alert> older;
    for (EventTime second = story::now() - minutes{16}; second > story::now() - hours{6}; second -= seconds{47}) {
        for (auto& alert : story::alertsIn(second)) {
            if (alert.score >= 25)
                older.push_back(std::move(alert));
        }
    }
    return older;
}

} // namespace halcyon::tests::recorded

namespace halcyon::tests {

namespace {

/// Two analysts have worked through a part of the older alerts.
void tellActions(FakeHistory& history)
{
    using Kind = engine::AlertAction::Kind;
    const auto older = recorded::alerts();
    const auto clock = history.clock;
    for (std::size_t i = 0; i < older.size(); ++i) {
        const double luck = story::chance(i, 41);
        if (luck > 0.6)
            continue;
        history.actor = luck < 0.3 ? "analyst02" : "analyst04";
        history.clock = [at = older[i].firedAt + std::chrono::seconds{41 + int(luck * 200)}] { return at; };
        history.act({{0, older[i].id, Kind::Acknowledge, {}, {}, {}, {}}}, [](const auto&) {});
        history.answerAll();
        if (luck > 0.45)
            continue;
        history.clock = [at = older[i].firedAt + std::chrono::minutes{6}] { return at; };
        history.act({{0, older[i].id, Kind::Close, luck < 0.2 ? "false_positive" : "confirmed",
                        luck < 0.1 ? "Known customer, called back." : "", {}, {}}},
            [](const auto&) {});
        history.answerAll();
    }
    history.actor = "ops01";
    history.clock = clock;
}

} // namespace

void tellRecordedStory(FakeHistory& history)
{
    using engine::Result;
    history.onRows = [](const auto& request) { return Result<engine::RowsPage>(recorded::rows(request)); };
    history.onSummary = [](const auto& drill) { return Result<engine::DrillSummary>(recorded::summary(drill)); };
    history.onHistogram = [](const auto& drill, auto around, auto step) {
        return Result<engine::DrillHistogram>(recorded::histogram(drill, around, step));
    };
    history.onMessage = recorded::message;
    history.onNeighbours = [](const auto& place, int eachSide) {
        return Result<std::vector<engine::StoredMessage>>(recorded::neighbours(place, eachSide));
    };
    history.onRecentOf = [](auto stream, const auto& payer) {
        return Result<std::vector<engine::HistoryRow>>(recorded::recentOf(stream, payer));
    };
    history.onDeadLetterCounts
        = [](auto) { return Result<std::vector<engine::DeadLetterCount>>(recorded::deadLetterCounts()); };
    history.onDeadLetters = [](const auto& request) {
        return Result<std::vector<engine::DeadLetterRow>>(recorded::deadLetters(request));
    };
    history.onAlerts = [](auto, std::size_t) { return Result<std::vector<engine::Alert>>(recorded::alerts()); };
    tellActions(history);
}

} // namespace halcyon::tests
