#include "app/ctl/bench_run.h"
#include "app/session/engine_parts.h"
#include "engine/ingest/avro_traffic.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/parallel.h"
#include "engine/runtime/payment_processor.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <random>

namespace halcyon::app {

using namespace engine;

namespace {

constexpr std::size_t kBatch = 8192;
constexpr std::size_t kTokens = 4;
constexpr std::int32_t kPartitions = 8;
constexpr std::size_t kPool = 128 * kBatch; ///< messages; sent again and again with new ids and times
constexpr int kEventsPerSecond
    = 10'000; ///< of event time: a payer pays every 100 s, so that alerts are as rare as in life
/// As many seconds as duplicates are remembered, and a few more: from there on no table grows.
constexpr std::uint64_t kWarmUp = std::uint64_t{kEventsPerSecond} * 310;
constexpr std::uint64_t kUsers = kPool; ///< each pays once a round, in no order
constexpr std::uint64_t kMerchants = 10'000;
constexpr std::size_t kDigits = 12; ///< of an id's number
constexpr int kDuplicateOneIn = 100;
constexpr auto kMostDisorder = std::chrono::seconds{2};

/// A text with an id and a time at known places.
struct Slot {
    std::string text;
    std::size_t id = 0;
    std::size_t time = 0;
};

[[nodiscard]] Slot makeUpi(std::uint64_t user, std::mt19937_64& random)
{
    static constexpr std::array<std::string_view, 6> kBanks{
        "oksbi", "okhdfcbank", "ybl", "okaxis", "okicici", "upi"};
    static constexpr std::array<std::string_view, 20> kStatuses{"FAILED", "PENDING"}; // the rest: SUCCESS
    const std::string_view status = kStatuses[random() % kStatuses.size()];
    Slot slot{.text = R"({"txn_id": "T)"};
    slot.id = slot.text.size();
    slot.text += std::string(kDigits, '0')
        + fmt::format(
            R"(", "payer": "user{}@{}", "payee": "merchant{}@upi", "amount": {:.2f}, "status": "{}", )", user,
            kBanks[user % kBanks.size()], std::min(random() % kMerchants, random() % kMerchants),
            double(random() % 500'000 + 1) / 100, status.empty() ? "SUCCESS" : status)
        + R"("timestamp": ")";
    slot.time = slot.text.size();
    slot.text += R"(2026-01-01T00:00:00.000000+00:00"})";
    return slot;
}

[[nodiscard]] Slot makeTransaction(std::uint64_t user, std::mt19937_64& random)
{
    static constexpr std::array<std::string_view, 5> kMethods{
        "credit_card", "debit_card", "paypal", "crypto", "bank_transfer"};
    static constexpr std::array<std::string_view, 5> kCities{
        "Mumbai, India", "Pune, India", "Berlin, Germany", "Lagos, Nigeria", "Boston, United States"};
    Slot slot{.text = R"({"transaction_id": "txn_)"};
    slot.id = slot.text.size();
    slot.text += std::string(kDigits, '0')
        + fmt::format(R"(", "user_id": {}, "amount": {:.2f}, "merchant": "merchant_{}", "timestamp": ")",
            user, double(random() % 200'000 + 1) / 100,
            std::min(random() % kMerchants, random() % kMerchants));
    slot.time = slot.text.size();
    slot.text += fmt::format(R"(2026-01-01T00:00:00.000000+00:00", "is_fraud": {}, "payment_method": "{}", )",
                     random() % 1000 == 0, kMethods[random() % kMethods.size()])
        + fmt::format(R"("location": "{}", "device_id": "device_{}"}})", kCities[random() % kCities.size()],
            random() % (2 * kUsers));
    return slot;
}

/// The same payment in Avro, where its id and its time are texts as well.
void writeAsAvro(AvroTraffic& avro, StreamId stream, Slot& slot)
{
    const std::string time = slot.text.substr(slot.time, 26);
    avro.encode(stream, slot.text);
    slot.id = slot.text.find(std::string(kDigits, '0'));
    slot.time = slot.text.find(time);
}

/// Hands out the pool over and over, each time as new payments; one in a hundred is the one before it again.
class LoopedTraffic {
public:
    LoopedTraffic(StreamId stream, Encoding encoding)
        : m_stream(stream)
    {
        std::mt19937_64 random(7);
        AvroTraffic avro;
        for (std::int32_t number = 0; number < kPartitions; ++number)
            partitions.intern(streamName(stream), number, stream);
        m_slots.reserve(kPool);
        for (std::size_t i = 0; i < kPool; ++i) {
            const std::uint64_t user = i * 2'654'435'761 % kUsers;
            m_slots.push_back(
                stream == StreamId::Upi ? makeUpi(user, random) : makeTransaction(user, random));
            if (encoding == Encoding::Avro)
                writeAsAvro(avro, stream, m_slots.back());
        }
    }

    [[nodiscard]] MessageBatch next()
    {
        MessageBatch batch;
        batch.messages.reserve(kBatch);
        for (std::size_t i = 0; i < kBatch; ++i, ++m_count) {
            const bool isAgain = m_count % kDuplicateOneIn == kDuplicateOneIn - 1;
            Slot& slot = m_slots[(m_count - isAgain) % kPool];
            if (!isAgain)
                renew(slot);
            batch.messages.push_back({.value = slot.text,
                .offset = std::int64_t(m_count / kPartitions),
                .recordTime = timeAt(m_count),
                .partition = PartitionIndex(m_count % kPartitions),
                .stream = m_stream});
        }
        batch.readAt = timeAt(m_count) + std::chrono::milliseconds{5};
        return batch;
    }
    [[nodiscard]] std::uint64_t count() const { return m_count; }

    PartitionTable partitions;

private:
    [[nodiscard]] EventTime timeAt(std::uint64_t count) const
    {
        return m_start + std::chrono::microseconds{count * (1'000'000 / kEventsPerSecond)};
    }
    void renew(Slot& slot) const
    {
        fmt::format_to(slot.text.begin() + std::ptrdiff_t(slot.id), "{:012}", m_count);
        const auto behind = std::chrono::microseconds{std::int64_t(
            m_count * 2'654'435'761 % std::uint64_t(std::chrono::microseconds{kMostDisorder}.count()))};
        const EventTime time = timeAt(m_count) - behind;
        const auto second = std::chrono::floor<std::chrono::seconds>(time);
        if (second != m_second) {
            m_second = second;
            m_secondText = formatIsoTime(second).substr(0, 19);
        }
        slot.text.replace(slot.time, 19, m_secondText);
        fmt::format_to(slot.text.begin() + std::ptrdiff_t(slot.time) + 20, "{:06}", (time - second).count());
    }

    StreamId m_stream;
    EventTime m_start = floorTo(wallClockNow(), std::chrono::hours{1});
    std::vector<Slot> m_slots;
    std::uint64_t m_count = 0;
    mutable std::chrono::sys_seconds m_second{};
    mutable std::string m_secondText;
};

/// CPU time of this process while it is running.
class Stopwatch {
public:
    template <typename Work>
    auto measure(Work&& work)
    {
        const BenchClock clock;
        auto result = work();
        m_cpu += clock.cpuSeconds();
        m_wall += clock.wallSeconds();
        return result;
    }
    void reset() { m_cpu = m_wall = 0; }
    [[nodiscard]] double cpuSeconds() const { return m_cpu; }
    [[nodiscard]] double wallSeconds() const { return m_wall; }

private:
    double m_cpu = 0;
    double m_wall = 0;
};

/// Everything behind reading, on the thread that calls.
[[nodiscard]] BenchFigures runAlone(LoopedTraffic& traffic, DecoderPool& decoders,
    PaymentProcessor* processor, std::uint64_t warmUp, std::uint64_t events)
{
    const ThreadLimit limit(1);
    Stopwatch decode;
    Stopwatch process;
    bool isWarm = false;
    while (traffic.count() < warmUp + events) {
        if (!isWarm && traffic.count() >= warmUp) {
            isWarm = true;
            decode.reset();
            process.reset();
        }
        MessageBatch batch = traffic.next();
        DecodedBatch decoded = decode.measure([&] { return decoders.decode(std::move(batch)); });
        if (processor != nullptr)
            std::ignore = process.measure([&] { return processor->process(std::move(decoded)); });
    }
    const auto count = double(events);
    const double wall = decode.wallSeconds() + process.wallSeconds();
    return {{"events", count}, {"seconds", wall}, {"events_per_second", count / wall},
        {"cpu_ns_per_event", (decode.cpuSeconds() + process.cpuSeconds()) / count * 1e9},
        {"decode_ns_per_event", decode.cpuSeconds() / count * 1e9},
        {"process_ns_per_event", process.cpuSeconds() / count * 1e9}};
}

/// The pipeline, with the making of messages as its reading stage.
[[nodiscard]] BenchFigures runPipeline(LoopedTraffic& traffic, DecoderPool& decoders,
    PaymentProcessor& processor, int threads, std::uint64_t warmUp, std::uint64_t events)
{
    const ThreadLimit limit(threads);
    const auto runUntil = [&](std::uint64_t end) {
        parallelPipeline<MessageBatch, DecodedBatch>(
            kTokens, [](const MessageBatch&) { return true; },
            [&] { return traffic.count() < end ? std::optional(traffic.next()) : std::nullopt; },
            [&](MessageBatch&& batch) { return decoders.decode(std::move(batch)); },
            [&](DecodedBatch&& batch) { std::ignore = processor.process(std::move(batch)); });
    };
    runUntil(warmUp);
    const BenchClock clock;
    runUntil(warmUp + events);
    return figuresOf(clock, events);
}

} // namespace

Result<BenchFigures> benchEngine(const Profile& profile, const BenchOptions& options, bool decodeOnly)
{
    auto parts = loadEngineParts(profile);
    if (!parts)
        return tl::unexpected(parts.error());
    LoopedTraffic traffic(options.stream, options.encoding);
    DecoderPool decoders(std::move(parts->decoder));
    PaymentProcessor processor(profile.streams, parts->packs, traffic.partitions);
    const std::uint64_t warmUp = decodeOnly ? kPool : kWarmUp;
    BenchFigures figures = options.threads > 1 && !decodeOnly
        ? runPipeline(traffic, decoders, processor, options.threads, warmUp, options.events)
        : runAlone(traffic, decoders, decodeOnly ? nullptr : &processor, warmUp, options.events);
    figures["state_mb"] = double(processor.stateBytes()) / 1e6;
    figures["rss_mb"] = residentMb();
    return figures;
}

} // namespace halcyon::app
