#pragma once

#include "engine/model/alert.h"
#include "engine/model/event_time.h"
#include "engine/model/ledger.h"
#include "engine/model/payment.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// One condition on a payment's field.
struct Filter {
    enum class Op : std::uint8_t { Equals, NotEquals, AtLeast, AtMost, Contains };

    std::string field; ///< one of `filterFields()`
    Op op = Op::Equals; ///< `Contains` is of text alone and minds no case; `AtLeast`, `AtMost` are of numbers
    std::string value;

    friend bool operator==(const Filter&, const Filter&) = default;
};

/// What one looks at: the same value filters live panels and makes the SQL.
/// A drill-down is a stack of these.
struct Drill {
    StreamId stream = StreamId::Upi;
    TimeRange range; ///< event time
    std::vector<Filter> filters;
    std::string title; ///< for the breadcrumb: "UPI failures"

    friend bool operator==(const Drill&, const Drill&) = default;
};

/// Where a message lies.
struct MessagePlace {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;

    friend bool operator==(const MessagePlace&, const MessagePlace&) = default;
};

/// One recorded payment, as lists show it.
struct HistoryRow {
    std::int64_t id = 0; ///< the recorder's own number: grows with every message recorded
    EventTime eventTime{};
    std::string paymentId;
    std::string payer;
    std::string payee;
    std::string bank; ///< upi
    std::string method; ///< transactions
    std::string country; ///< transactions
    Money money;
    PaymentStatus status = PaymentStatus::None;
    bool isFraud = false;
    Bucket bucket = Bucket::Clean;
    bool isConflict = false;
    std::chrono::microseconds lateBy{0};
    int score = 0;
    MessagePlace place;
};

enum class RowOrder : std::uint8_t { NewestFirst, OldestFirst, LargestAmountFirst, HighestScoreFirst };

struct RowsRequest {
    Drill drill;
    RowOrder order = RowOrder::NewestFirst;
    std::size_t limit = 200;
    /// Go on behind this row: the last row of the page before.
    std::optional<HistoryRow> after;
};

/// May hold fewer rows than asked without being the last: what was found at
/// once is shown at once, and the next page goes on looking.
struct RowsPage {
    std::vector<HistoryRow> rows;
    bool isLast = false; ///< nothing follows
    std::chrono::microseconds took{0};
    std::string source; ///< the table that answered
    std::string sql; ///< one statement with this answer, its parameters filled in
};

/// The whole of what a drill selects, in figures. Counts all rows the list
/// shows, duplicates and late ones included; sums are of clean and late rows.
struct DrillSummary {
    std::uint64_t rows = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t payers = 0;
    std::uint64_t payees = 0;
    std::map<std::string, std::pair<AmountSum, std::uint64_t>> totals; ///< currency → sum and count
    std::optional<Amount> largest;
    std::chrono::microseconds took{0};
};

/// Rows that pass the drill's filters, per step of a range: `matching` lie in the
/// drill's own range, `others` outside of it.
struct DrillHistogram {
    EventTime start{};
    std::chrono::seconds step{15};
    std::vector<std::uint64_t> matching;
    std::vector<std::uint64_t> others;
};

/// A message as it came, and what became of it.
struct StoredMessage {
    MessagePlace place;
    std::optional<EventTime> recordTime;
    EventTime readAt{};
    EventTime committedAt{};
    std::optional<std::string> key;
    std::string value; ///< any bytes
    bool isTombstone = false;
    std::vector<std::pair<std::string, std::string>> headers;
    Bucket bucket = Bucket::Clean;
    std::optional<HistoryRow> payment; ///< unless it is a dead letter
    std::vector<Factor> factors; ///< the parts of its score
    std::optional<AlertId> alert; ///< the alert its payment raised or joined
    std::string rejectStage, rejectReason, rejectField, rejectDetail; ///< of a dead letter
};

struct DeadLetterRow {
    std::int64_t id = 0;
    EventTime readAt{};
    std::optional<EventTime> recordTime;
    MessagePlace place;
    std::string stream, stage, reason, field, detail;
    std::string start; ///< the first 64 bytes
    std::size_t size = 0;
};

struct DeadLetterRequest {
    TimeRange readBetween;
    std::optional<std::string> topic;
    std::optional<std::string> reason;
    std::optional<std::int64_t> beforeId; ///< go on behind this row
    std::size_t limit = 200;
};

struct DeadLetterCount {
    std::string topic, stage, reason, detail; ///< detail of the newest one
    std::uint64_t count = 0;
    EventTime newest{};
};

/// One thing done to an alert by a person.
struct AlertAction {
    enum class Kind : std::uint8_t { Acknowledge, Close, Note, Reopen };

    std::int64_t sequence = 0; ///< grows; set by the database
    AlertId alert;
    Kind kind = Kind::Acknowledge;
    std::string outcome; ///< of a Close: "confirmed", "valuable", "false_positive", "inconclusive"
    std::string note;
    std::string actor;
    EventTime at{};
};

struct RecorderStatus {
    bool isRunning = false; ///< somebody holds the recorder lock
    EventTime lastCommit{};
    std::int64_t rowsCommitted = 0; ///< messages recorded in this database, ever
    std::int64_t lag = 0; ///< messages known to be in Kafka but not committed
    int schemaVersion = 0;
    std::string server; ///< "15.20"
};

/// Field names a `Filter` may use for a stream, in the order they are offered.
[[nodiscard]] const std::vector<std::string>& filterFields(StreamId stream);

} // namespace halcyon::engine
