#include "processor_story.h"

#include "engine/runtime/checkpoint.h"

#include <array>

#include "row_text.h"

namespace halcyon::tests {

using namespace engine;

ProcessorStory::ProcessorStory()
{
    for (int i = 0; i < 4; ++i)
        m_partitions.intern("upi_transactions", i, StreamId::Upi);
}

std::string ProcessorStory::take(BatchBuilder& builder, EventTime readAt)
{
    static constexpr std::array kBuckets{"clean", "duplicate", "late", "dead", "filtered"};
    const ProcessedBatch batch = m_processor.process(builder.take(readAt));
    std::string text;
    for (const Outcome& outcome : batch.outcomes) {
        text += (text.empty() ? "" : " ") + std::string(kBuckets[std::size_t(outcome.bucket)]);
        if (outcome.isConflict)
            text += "!";
        if (outcome.score > 0)
            text += "/" + std::to_string(outcome.score);
    }
    windows += rowsText(batch.windows);
    for (const Alert& alert : batch.alerts)
        alerts += formatAlertId(alert.id) + ' ' + alert.rule + ' ' + alert.entity + " x"
            + std::to_string(alert.count) + '\n';
    return text;
}

void ProcessorStory::finish()
{
    windows += rowsText(m_processor.closeAll());
}

std::string ProcessorStory::save() const
{
    return CheckpointDraft(m_processor, m_partitions).encode();
}

Result<void> ProcessorStory::load(std::string_view checkpoint)
{
    return restoreCheckpoint(checkpoint, m_processor, m_partitions);
}

} // namespace halcyon::tests
