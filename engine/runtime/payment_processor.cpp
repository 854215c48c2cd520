#include "engine/runtime/payment_processor.h"

namespace halcyon::engine {

PaymentProcessor::PaymentProcessor(
    const AllStreamSettings& settings, const RulePacks& packs, const PartitionTable& partitions)
    : m_partitions(&partitions)
{
    for (const StreamId stream : kAllStreams)
        m_streams.emplace_back(stream, settings[indexOf(stream)], packs[indexOf(stream)]);
}

ProcessedBatch PaymentProcessor::process(DecodedBatch&& batch)
{
    ProcessedBatch result{.decoded = std::move(batch)};
    const DecodedBatch& decoded = result.decoded;
    result.outcomes.resize(decoded.payments.size());
    for (auto& positions : m_positions)
        positions.clear();
    for (std::uint32_t i = 0; i < decoded.payments.size(); ++i)
        m_positions[indexOf(decoded.payments[i].stream)].push_back(i);
    for (const StreamId id : kAllStreams) {
        stream(id).process(decoded, m_positions[indexOf(id)], *m_partitions,
            {result.outcomes, result.windows, result.alerts});
        result.progress[indexOf(id)] = stream(id).progress();
    }
    return result;
}

std::vector<WindowRows> PaymentProcessor::closeAll()
{
    std::vector<WindowRows> windows;
    for (StreamProcessor& processor : m_streams)
        processor.closeAll(windows);
    return windows;
}

std::size_t PaymentProcessor::stateBytes() const noexcept
{
    std::size_t sum = 0;
    for (const StreamProcessor& processor : m_streams)
        sum += processor.stateBytes();
    return sum;
}

} // namespace halcyon::engine
