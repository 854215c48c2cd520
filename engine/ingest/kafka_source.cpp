#include "engine/ingest/kafka_source.h"

#include "engine/ingest/kafka_reader.h"

#include <future>
#include <thread>
#include <utility>

namespace halcyon::engine {

namespace {

constexpr std::chrono::seconds kLongestClose{3};

} // namespace

Result<void> KafkaSource::check(const KafkaSourceSettings& settings)
{
    PartitionTable none;
    return Reader(settings, none).check();
}

Result<std::unique_ptr<KafkaSource>> KafkaSource::open(
    const KafkaSourceSettings& settings, PartitionTable& partitions)
{
    auto reader = std::make_unique<Reader>(settings, partitions);
    if (const auto opened = reader->open(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<KafkaSource>(new KafkaSource(std::move(reader)));
}

KafkaSource::KafkaSource(std::unique_ptr<Reader> reader)
    : m_reader(std::move(reader))
{
}

KafkaSource::~KafkaSource()
{
    std::promise<void> closed;
    auto isClosed = closed.get_future();
    std::thread closer([reader = std::move(m_reader), closed = std::move(closed)]() mutable {
        reader.reset();
        closed.set_value();
    });
    if (isClosed.wait_for(kLongestClose) == std::future_status::ready)
        closer.join();
    else
        closer.detach();
}

Result<MessageBatch> KafkaSource::poll(std::size_t mostMessages, std::chrono::milliseconds timeout)
{
    return m_reader->poll(mostMessages, timeout);
}

bool KafkaSource::isExhausted() const
{
    return m_reader->isExhausted();
}

std::vector<SourcePosition> KafkaSource::positions() const
{
    return m_reader->reads().positions();
}

SourceState KafkaSource::state() const
{
    return m_reader->state();
}

void KafkaSource::committed(const std::map<PartitionIndex, std::int64_t>& nextOffsets)
{
    m_reader->commitPositions(nextOffsets);
}

} // namespace halcyon::engine
