#include "engine/store/commit_plan.h"

#include "engine/store/pg_values.h"

#include <algorithm>
#include <limits>

namespace halcyon::engine {

namespace {

constexpr std::array<std::string_view, kRowFamilyCount> kFamilyNames{
    "upi_events", "transaction_events", "dead_letters"};

std::string placeText(const PartitionName& name)
{
    return name.first + " partition " + std::to_string(name.second);
}

Error dataError(const PartitionName& name, const std::string& what)
{
    return {ErrorCode::Data,
        "Recording " + placeText(name) + " stopped: " + what + "; restart the recorder, which goes on where "
            + "the database says."};
}

/// Builds a plan batch by batch, message by message.
class Planner {
public:
    Planner(const CommitRequest& request, const std::map<PartitionName, std::int64_t>& recorded)
        : m_request(request)
        , m_recorded(recorded)
    {
        m_plan.firstId = request.firstId;
        m_plan.lastId = request.firstId - 1;
    }

    Result<CommitPlan> run()
    {
        for (std::size_t i = 0; i < m_request.batches.size(); ++i)
            if (auto added = addBatch(i); !added)
                return tl::unexpected(std::move(added.error()));
        for (std::size_t i = 0; i < m_plan.moves.size(); ++i)
            if (auto closed = closeMove(i); !closed)
                return tl::unexpected(std::move(closed.error()));
        addSkippedOnly();
        return std::move(m_plan);
    }

private:
    static constexpr std::size_t kNoEntry = std::size_t(-1);

    struct Cursor {
        std::int64_t firstOffset = 0;
        std::int64_t next = 0;
        std::int64_t messages = 0;
        std::vector<std::size_t> entries; ///< into the ledger, in order
    };

    Result<void> addBatch(std::size_t index);
    Result<void> addMessage(const Message& message, Bucket bucket, bool isConflict, std::int64_t id);
    Result<void> closeMove(std::size_t index);
    void addSkippedOnly();
    std::size_t moveFor(const Message& message);
    LedgerEntry& entryFor(std::size_t move, const Message& message, std::int64_t id);
    DayGroup& dayOf(EventTime readAt);
    [[nodiscard]] std::int64_t skippedOf(const PartitionName& name) const
    {
        const auto found = m_request.skipped.find(name);
        return found == m_request.skipped.end() ? 0 : found->second;
    }

    const CommitRequest& m_request;
    const std::map<PartitionName, std::int64_t>& m_recorded;
    CommitPlan m_plan;
    std::vector<Cursor> m_cursors; ///< one a move
    EventTime m_minute{};
};

DayGroup& Planner::dayOf(EventTime readAt)
{
    const auto day = pg::toDate(readAt);
    for (auto& group : m_plan.days)
        if (group.day == day)
            return group;
    m_plan.days.push_back({.day = day});
    return m_plan.days.back();
}

std::size_t Planner::moveFor(const Message& message)
{
    if (message.partition >= m_plan.moveOfPartition.size())
        m_plan.moveOfPartition.resize(message.partition + 1, CommitPlan::kNoMove);
    auto& index = m_plan.moveOfPartition[message.partition];
    if (index != CommitPlan::kNoMove)
        return index;
    const auto& partition = m_request.partitions->at(message.partition);
    PartitionMove move{.name = {partition.topic, partition.number}, .stream = partition.stream};
    if (const auto known = m_recorded.find(move.name); known != m_recorded.end())
        move.expected = known->second;
    if (const auto end = m_request.endOffsets.find(move.name); end != m_request.endOffsets.end())
        move.endOffset = end->second;
    index = m_plan.moves.size();
    m_plan.moves.push_back(std::move(move));
    m_cursors.push_back({.firstOffset = message.offset, .next = message.offset});
    return index;
}

LedgerEntry& Planner::entryFor(std::size_t move, const Message& message, std::int64_t id)
{
    auto& entries = m_cursors[move].entries;
    if (entries.empty() || m_plan.ledger[entries.back()].minute != m_minute) {
        entries.push_back(m_plan.ledger.size());
        m_plan.ledger.push_back(
            {.move = move, .minute = m_minute, .firstOffset = message.offset, .firstId = id});
    }
    return m_plan.ledger[entries.back()];
}

Result<void> Planner::addMessage(const Message& message, Bucket bucket, bool isConflict, std::int64_t id)
{
    const auto move = moveFor(message);
    auto& cursor = m_cursors[move];
    if (message.offset < cursor.next)
        return tl::unexpected(dataError(m_plan.moves[move].name,
            "offset " + std::to_string(message.offset) + " came after " + std::to_string(cursor.next - 1)));
    cursor.next = message.offset + 1;
    ++cursor.messages;
    auto& entry = entryFor(move, message, id);
    entry.nextOffset = cursor.next;
    entry.lastId = id;
    entry.counts.add(bucket);
    entry.counts.conflicts += isConflict ? 1 : 0;
    return {};
}

Result<void> Planner::addBatch(std::size_t index)
{
    const auto& batch = m_request.batches[index];
    const auto& source = batch.decoded.source;
    const auto& payments = batch.decoded.payments;
    const auto& deadLetters = batch.decoded.deadLetters;
    m_plan.batchFirstIds.push_back(m_plan.lastId + 1);
    for (const PartitionMark& mark : source.marks) {
        const Partition& partition = m_request.partitions->at(mark.partition);
        m_plan.marks.push_back(
            {m_plan.lastId + 1, {partition.topic, partition.number}, partition.stream, mark.kind});
    }
    if (source.messages.empty())
        return {};
    if (payments.size() + deadLetters.size() != source.messages.size()
        || batch.outcomes.size() != payments.size())
        return failure(ErrorCode::Internal,
            "A batch has messages without an outcome; this is a defect, please report it.");
    m_minute = floorTo(source.readAt, std::chrono::minutes{1});
    auto& day = dayOf(source.readAt);
    day.batches.push_back(index);
    if (m_plan.messages() == 0)
        m_plan.readFrom = m_plan.readTo = source.readAt;
    m_plan.readFrom = std::min(m_plan.readFrom, source.readAt);
    m_plan.readTo = std::max(m_plan.readTo, source.readAt);

    std::size_t payment = 0;
    for (std::size_t i = 0; i < source.messages.size(); ++i) {
        const auto id = ++m_plan.lastId;
        const bool isPayment = payment < payments.size() && payments[payment].message == i;
        const auto outcome = isPayment ? batch.outcomes[payment] : Outcome{.bucket = Bucket::DeadLetter};
        const auto family = isPayment ? familyOf(payments[payment].stream) : RowFamily::DeadLetters;
        day.families[std::size_t(family)].add(
            id, isPayment ? std::optional(payments[payment].time) : std::nullopt);
        if (auto added = addMessage(source.messages[i], outcome.bucket, outcome.isConflict, id); !added)
            return added;
        payment += isPayment ? 1 : 0;
    }
    return {};
}

/// Offsets without a message lie between the messages, before or behind them:
/// all that is known is their number, and that it makes the sums come out.
Result<void> Planner::closeMove(std::size_t index)
{
    auto& move = m_plan.moves[index];
    const auto& cursor = m_cursors[index];
    const auto span = cursor.messages + skippedOf(move.name);
    move.first = move.expected ? *move.expected : std::max(cursor.next - span, std::int64_t{0});
    move.next = move.first + span;
    if (cursor.firstOffset < move.first)
        return tl::unexpected(dataError(move.name,
            "offset " + std::to_string(cursor.firstOffset) + " is recorded already, up to "
                + std::to_string(move.first - 1)));
    if (move.next < cursor.next)
        return tl::unexpected(dataError(move.name,
            std::to_string(cursor.next - move.next) + " of the offsets " + std::to_string(move.first) + " to "
                + std::to_string(cursor.next - 1) + " are missing without a reason"));
    auto from = move.first;
    for (const auto entry : cursor.entries) {
        m_plan.ledger[entry].firstOffset = from;
        from = m_plan.ledger[entry].nextOffset;
    }
    m_plan.ledger[cursor.entries.back()].nextOffset = move.next;
    return {};
}

/// Partitions that were skipped in without a message. One that was never
/// recorded has no place to count from; it is counted with its first message.
void Planner::addSkippedOnly()
{
    const auto minute = m_plan.messages() > 0 ? m_minute : floorTo(wallClockNow(), std::chrono::minutes{1});
    for (const auto& [name, skipped] : m_request.skipped) {
        const auto known = m_recorded.find(name);
        const bool isMoved = std::any_of(m_plan.moves.begin(), m_plan.moves.end(),
            [&name = name](const PartitionMove& move) { return move.name == name; });
        if (isMoved || skipped == 0 || known == m_recorded.end())
            continue;
        m_plan.ledger.push_back({.move = m_plan.moves.size(),
            .minute = minute,
            .firstOffset = known->second,
            .nextOffset = known->second + skipped});
        m_plan.moves.push_back({.name = name,
            .expected = known->second,
            .first = known->second,
            .next = known->second + skipped});
    }
}

} // namespace

std::string_view familyName(RowFamily family) noexcept
{
    return kFamilyNames[std::size_t(family)];
}

std::string dayTableName(RowFamily family, std::int32_t day)
{
    using std::chrono::sys_days;
    const std::chrono::year_month_day date{
        sys_days{std::chrono::year{2000} / 1 / 1} + std::chrono::days{day}};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "_%04d_%02u_%02u", int(date.year()), unsigned(date.month()),
        unsigned(date.day()));
    return std::string(familyName(family)) + text.data();
}

void DayFacts::add(std::int64_t id, std::optional<EventTime> eventTime)
{
    if (rows++ == 0)
        firstId = id;
    lastId = id;
    if (!eventTime)
        return;
    oldest = oldest ? std::min(*oldest, *eventTime) : *eventTime;
    newest = newest ? std::max(*newest, *eventTime) : *eventTime;
}

Result<CommitPlan> planCommit(
    const CommitRequest& request, const std::map<PartitionName, std::int64_t>& recorded, std::int64_t lastId)
{
    if (request.firstId != lastId + 1)
        return failure(ErrorCode::Internal,
            "Message ids go on with " + std::to_string(request.firstId) + " where "
                + std::to_string(lastId + 1) + " was expected; this is a defect, please report it.");
    return Planner(request, recorded).run();
}

} // namespace halcyon::engine
