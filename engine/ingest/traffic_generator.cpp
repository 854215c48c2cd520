#include "engine/ingest/traffic_generator.h"

#include "engine/ingest/avro_traffic.h"
#include "engine/ingest/broken_messages.h"
#include "engine/ingest/daily_shape.h"
#include "engine/ingest/key_partition.h"
#include "engine/ingest/traffic_lateness.h"
#include "engine/ingest/traffic_random.h"
#include "engine/ingest/traffic_schedule.h"
#include "engine/ingest/traffic_stories.h"
#include "engine/ingest/traffic_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kIdSpace = 100'000'000'000'000; // 14 digits
constexpr auto kLongestRepeat = 240s; // safely within the five minutes that a duplicate is known
constexpr auto kLongestPending = 90s;
constexpr auto kLongAgo = 60s; // a story due that long before a skip is left out
constexpr std::uint64_t kSettles = 980'000; // of a million pending payments; the others stay
constexpr double kSettledShare = 0.04; // messages that settle one, in those of upi

std::uint64_t perMillion(double percent)
{
    return std::uint64_t(percent * 10'000 + 0.5);
}

/// How long after the event its record is written: mostly some milliseconds.
std::chrono::microseconds drawDelay(TrafficRandom& random)
{
    return std::chrono::microseconds(
        random.chance(990'000) ? random.between(3'000, 60'000) : random.between(60'000, 900'000));
}

constexpr std::array<std::string_view, 4> kSources{"web", "android", "ios", "pos"};

} // namespace

class TrafficGenerator::Impl {
public:
    Impl(TrafficOptions options, bool keepsTruth)
        : m_options(std::move(options))
        , m_keepsTruth(keepsTruth)
        , m_random(m_options.seed)
        , m_upi(rateOf(StreamId::Upi))
        , m_shops(rateOf(StreamId::Transactions))
        , m_text(m_shops)
        , m_teller(m_upi, m_shops)
        , m_now(m_options.start)
    {
        for (const auto stream : kAllStreams)
            m_nextIds[indexOf(stream)] = m_random.below(kIdSpace);
        for (const auto& topic : m_options.topics) {
            m_topics[indexOf(topic.stream)] = &topic;
            m_lateness[indexOf(topic.stream)].begin(topic, m_options);
        }
        for (const auto& plan : m_options.scenarios)
            m_nextStories.push_back(m_options.start + plan.first);
        const double settled
            = m_topics[indexOf(StreamId::Upi)] == nullptr ? 0 : kSettledShare * shareOf(StreamId::Upi);
        m_messagesPerDraw = 1 + settled + m_options.duplicatePercent / 100;
        m_activityAtStart = double(trafficActivity(m_options.topics, m_options.start));
        drawNextTime();
    }

    const TrafficMessage& next()
    {
        tellDueStories();
        if (m_schedule.hasUntil(m_nextDraw)) {
            auto scheduled = m_schedule.take();
            moveTo(scheduled.at);
            std::visit([this](auto& what) { send(what); }, scheduled.what);
        } else {
            moveTo(m_nextDraw);
            sendNew();
            drawNextTime();
        }
        return m_message;
    }

    [[nodiscard]] std::size_t repeatsToCome() const noexcept { return m_schedule.repeats(); }

    const TrafficMessage& nextRepeat()
    {
        m_schedule.keepRepeats();
        auto scheduled = m_schedule.take();
        send(std::get<Resend>(scheduled.what));
        return m_message;
    }

    EventTime nextTime()
    {
        tellDueStories();
        const EventTime time = m_schedule.hasUntil(m_nextDraw) ? m_schedule.firstTime() : m_nextDraw;
        return std::chrono::floor<std::chrono::milliseconds>(std::max(m_now, time));
    }

    void skipTo(EventTime time)
    {
        if (time <= m_nextDraw)
            return;
        m_nextDraw = time;
        for (std::size_t i = 0; i < m_nextStories.size(); ++i) {
            if (m_nextStories[i] + kLongAgo < time)
                m_nextStories[i] = time + m_options.scenarios[i].first;
        }
    }

    [[nodiscard]] const TrafficTruth& truth() const noexcept { return m_truth; }
    [[nodiscard]] const TrafficOptions& options() const noexcept { return m_options; }

private:
    using Resend = ScheduledMessage::Resend;
    using Settle = ScheduledMessage::Settle;
    using Tell = ScheduledMessage::Tell;

    [[nodiscard]] double shareOf(StreamId stream) const
    {
        std::int64_t shares = 0;
        bool isThere = false;
        for (const auto& topic : m_options.topics) {
            shares += trafficShare(topic.stream);
            isThere = isThere || topic.stream == stream;
        }
        return isThere ? double(trafficShare(stream)) / double(shares) : 0;
    }
    /// The most events a second of a stream on the busiest day, to size its population by.
    [[nodiscard]] double rateOf(StreamId stream) const
    {
        const double mean = m_options.eventsPerSecond * shareOf(stream);
        if (!m_options.followsTheDay)
            return mean;
        const double now
            = double(std::max<std::int64_t>(trafficActivity(m_options.topics, m_options.start), 1));
        return mean * 2000 / now;
    }

    void moveTo(EventTime time)
    {
        m_now = std::max(m_now, time);
        if (m_now >= m_outageEnd)
            m_badBank = UpiWorld::kBankCount;
    }

    void drawNextTime()
    {
        const auto second = std::chrono::floor<std::chrono::seconds>(m_now);
        if (second != m_rateSecond) {
            m_rateSecond = second;
            const double activity = m_options.followsTheDay
                ? double(trafficActivity(m_options.topics, m_now)) / m_activityAtStart
                : 1;
            const double gap = 1e9 * m_messagesPerDraw / (m_options.eventsPerSecond * activity);
            m_meanGap = std::uint64_t(std::max(gap, 1.0));
        }
        m_nanoseconds += m_random.below(2 * m_meanGap + 1);
        m_nextDraw = m_now + std::chrono::microseconds(m_nanoseconds / 1000);
        m_nanoseconds %= 1000;
    }

    void tellDueStories()
    {
        for (std::size_t i = 0; i < m_nextStories.size(); ++i) {
            const EventTime due = m_nextStories[i];
            if (due > m_nextDraw || m_schedule.hasUntil(due))
                continue;
            const auto& plan = m_options.scenarios[i];
            tell(plan.scenario, due);
            const std::int64_t every = std::chrono::milliseconds(plan.every).count();
            m_nextStories[i] = std::max(due, m_now)
                + std::chrono::milliseconds(m_random.between(every * 3 / 4, every * 5 / 4));
        }
    }

    void tell(TrafficScenario scenario, EventTime at)
    {
        Story story = m_teller.tell(scenario, m_topics[indexOf(StreamId::Upi)] != nullptr, m_random);
        std::optional<std::size_t> inTruth;
        if (m_keepsTruth)
            inTruth = m_truth.beginStory(story, at);
        if (scenario == TrafficScenario::BankDown) {
            m_badBank = story.badBank;
            m_outageEnd = at + story.outage;
        }
        // All of a story in one partition, so that every reader meets it in order.
        const auto partition = m_random.next();
        for (auto& payment : story.payments) {
            const auto& topic = *m_topics[indexOf(payment.draft.stream())];
            const EventTime when = at + payment.after;
            m_schedule.add(when,
                Tell{std::move(payment), inTruth, std::int32_t(partition % std::uint64_t(topic.partitions))});
        }
    }

    void sendNew()
    {
        const StreamId stream = drawStream();
        const auto partition
            = std::int32_t(m_random.below(std::uint64_t(m_topics[indexOf(stream)]->partitions)));
        PaymentDraft draft;
        draft.time = drawEventTime();
        if (stream == StreamId::Upi)
            draft.payment = m_upi.draw(m_random, m_badBank);
        else
            draft.payment = m_shops.draw(m_random);
        giveId(draft);
        const auto fate = m_random.below(1'000'000);
        if (fate < m_bad)
            sendBroken(draft, partition);
        else if (m_lateness[indexOf(stream)].isNextLate(fate < m_bad + m_late, m_now, m_random))
            sendLate(draft, partition);
        else
            sendGood(draft, partition, false);
    }

    StreamId drawStream()
    {
        if (m_options.topics.size() == 1)
            return m_options.topics.front().stream;
        std::array<std::int64_t, kStreamCount> weights{};
        std::int64_t sum = 0;
        for (const auto& topic : m_options.topics) {
            const auto activity = m_options.followsTheDay ? activityOf(topic.stream) : 1000;
            sum += weights[indexOf(topic.stream)] = trafficShare(topic.stream) * activity;
        }
        auto drawn = std::int64_t(m_random.below(std::uint64_t(sum)));
        for (const auto stream : kAllStreams) {
            drawn -= weights[indexOf(stream)];
            if (drawn < 0)
                return stream;
        }
        return m_options.topics.back().stream;
    }

    std::int64_t activityOf(StreamId stream)
    {
        const auto minute = std::chrono::floor<std::chrono::minutes>(m_now);
        if (minute != m_activityMinute) {
            m_activityMinute = minute;
            for (const auto each : kAllStreams)
                m_activities[indexOf(each)] = activityAt(each, m_now);
        }
        return m_activities[indexOf(stream)];
    }

    EventTime drawEventTime()
    {
        const EventTime time = m_now - drawDelay(m_random);
        return time >= m_options.start ? time : m_options.start + drawPause(0s, m_now - m_options.start);
    }

    void giveId(PaymentDraft& draft)
    {
        auto& id = m_nextIds[indexOf(draft.stream())];
        id = (id + 1) % kIdSpace;
        std::visit([&](auto& payment) { payment.id = id; }, draft.payment);
    }

    /// A correct message on time; may come again, and a pending one gets its outcome.
    void sendGood(const PaymentDraft& draft, std::int32_t partition, bool settlesPending)
    {
        write(draft, partition);
        m_lateness[indexOf(m_message.stream)].noteOnTime(m_message.partition);
        if (m_keepsTruth)
            m_truth.addPayment(draft, TrafficTruth::Kind::Clean, settlesPending);
        if (m_random.chance(m_duplicates))
            m_schedule.add(m_now + drawPause(100ms, kLongestRepeat), Resend{m_message});
        const auto* upi = std::get_if<UpiDraft>(&draft.payment);
        if (upi != nullptr && upi->status == PaymentStatus::Pending && m_random.chance(kSettles))
            m_schedule.add(m_now + drawPause(2s, kLongestPending), Settle{draft, partition});
    }

    void sendLate(PaymentDraft& draft, std::int32_t partition)
    {
        draft.time = m_now - drawPause(3min, 20min);
        if (auto* upi = std::get_if<UpiDraft>(&draft.payment);
            upi != nullptr && upi->status == PaymentStatus::Pending)
            upi->status = PaymentStatus::Success;
        write(draft, partition);
        if (m_keepsTruth)
            m_truth.addPayment(draft, TrafficTruth::Kind::Late, false);
    }

    void sendBroken(PaymentDraft& draft, std::int32_t partition)
    {
        Breakage breakage{.reason = RejectReason::Future};
        const bool isFuture = m_random.below(8) == 0;
        if (isFuture)
            draft.time = m_now + drawPause(6min, 30h);
        writeJson(draft, partition);
        if (!isFuture)
            breakage = breakMessage(draft.stream(), m_message.value, m_random);
        m_message.isTombstone = breakage.isTombstone;
        encode();
        if (m_keepsTruth)
            m_truth.addDeadLetter(draft.stream(), breakage.reason);
    }

    void send(Resend& again)
    {
        m_message = std::move(again.message);
        m_message.recordTime = std::chrono::floor<std::chrono::milliseconds>(m_now);
        if (m_keepsTruth)
            m_truth.addDuplicate(m_message.stream);
    }

    void send(Settle& pending)
    {
        pending.draft.time = drawEventTime();
        m_upi.settle(std::get<UpiDraft>(pending.draft.payment), m_random, m_badBank);
        sendGood(pending.draft, pending.partition, true);
    }

    void send(Tell& tale)
    {
        PaymentDraft& draft = tale.payment.draft;
        draft.time = std::max(m_now - 5ms, m_options.start) + tale.payment.clockError;
        giveId(draft);
        write(draft, tale.partition);
        if (!m_keepsTruth)
            return;
        if (tale.payment.clockError > 0s)
            m_truth.addDeadLetter(draft.stream(), RejectReason::Future);
        else
            m_truth.addPayment(draft,
                tale.payment.clockError < 0s ? TrafficTruth::Kind::Late : TrafficTruth::Kind::Clean, false);
        m_truth.addToStory(*tale.story, tale.payment, draft);
    }

    void write(const PaymentDraft& draft, std::int32_t partition)
    {
        writeJson(draft, partition);
        encode();
    }

    void encode()
    {
        if (m_options.encoding == Encoding::Avro && !m_message.isTombstone)
            m_avro.encode(m_message.stream, m_message.value, m_options.schemaIds[indexOf(m_message.stream)]);
    }

    void writeJson(const PaymentDraft& draft, std::int32_t partition)
    {
        const StreamId stream = draft.stream();
        const auto& topic = *m_topics[indexOf(stream)];
        m_text.write(draft, m_message.value);
        m_message.stream = stream;
        m_message.topic = topic.topic;
        m_message.isTombstone = false;
        m_message.recordTime = std::chrono::floor<std::chrono::milliseconds>(m_now);
        m_message.headers.clear();
        m_message.hasKey = stream == StreamId::Transactions;
        if (m_message.hasKey) {
            m_message.key = TrafficText::payerOf(draft);
            m_message.partition = partitionForKey(m_message.key, topic.partitions);
            m_message.headers.emplace_back("source", kSources[draft.id() % kSources.size()]);
        } else {
            m_message.key.clear();
            m_message.partition = partition;
        }
    }

    std::chrono::microseconds drawPause(std::chrono::microseconds least, std::chrono::microseconds most)
    {
        return std::chrono::microseconds(m_random.between(least.count(), most.count()));
    }

    const TrafficOptions m_options;
    const bool m_keepsTruth;
    const std::uint64_t m_duplicates = perMillion(m_options.duplicatePercent);
    const std::uint64_t m_late = perMillion(m_options.latePercent);
    const std::uint64_t m_bad = perMillion(m_options.badPercent);
    TrafficRandom m_random;
    UpiWorld m_upi;
    ShopWorld m_shops;
    TrafficText m_text;
    AvroTraffic m_avro;
    StoryTeller m_teller;
    TrafficSchedule m_schedule;
    TrafficTruth m_truth;
    TrafficMessage m_message;
    std::array<const TrafficTopic*, kStreamCount> m_topics{};
    std::array<std::uint64_t, kStreamCount> m_nextIds{};
    std::vector<EventTime> m_nextStories; // by scenario of the options
    std::array<TrafficLateness, kStreamCount> m_lateness;

    EventTime m_now; // when the message being made is written to Kafka
    EventTime m_nextDraw{}; // when the next new payment is
    std::uint64_t m_nanoseconds = 0; // of that, what microseconds cannot say
    std::uint64_t m_meanGap = 0; // nanoseconds between new payments, in m_rateSecond
    std::chrono::sys_seconds m_rateSecond = std::chrono::sys_seconds::min();
    double m_messagesPerDraw = 1;
    double m_activityAtStart = 1000;
    std::chrono::sys_time<std::chrono::minutes> m_activityMinute
        = std::chrono::sys_time<std::chrono::minutes>::min();
    std::array<std::int64_t, kStreamCount> m_activities{};
    std::size_t m_badBank = UpiWorld::kBankCount;
    EventTime m_outageEnd{};
};

Result<std::unique_ptr<TrafficGenerator>> TrafficGenerator::create(TrafficOptions options, bool keepsTruth)
{
    if (const auto checked = checkTraffic(options); !checked)
        return tl::unexpected(checked.error());
    return std::unique_ptr<TrafficGenerator>(
        new TrafficGenerator(std::make_unique<Impl>(std::move(options), keepsTruth)));
}

TrafficGenerator::TrafficGenerator(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

TrafficGenerator::~TrafficGenerator() = default;

const TrafficMessage& TrafficGenerator::next()
{
    return m_impl->next();
}

EventTime TrafficGenerator::nextTime()
{
    return m_impl->nextTime();
}

std::size_t TrafficGenerator::repeatsToCome() const noexcept
{
    return m_impl->repeatsToCome();
}

const TrafficMessage& TrafficGenerator::nextRepeat()
{
    return m_impl->nextRepeat();
}

void TrafficGenerator::skipTo(EventTime time)
{
    m_impl->skipTo(time);
}

const TrafficTruth& TrafficGenerator::truth() const noexcept
{
    return m_impl->truth();
}

const TrafficOptions& TrafficGenerator::options() const noexcept
{
    return m_impl->options();
}

} // namespace halcyon::engine
