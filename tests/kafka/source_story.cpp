#include "tests/kafka/source_story.h"

namespace halcyon::tests {

using namespace std::chrono_literals;

bool Reading::until(const std::function<bool()>& isDone, const std::vector<engine::KafkaSource*>& sources,
    std::chrono::milliseconds longest)
{
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (!isDone()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        for (auto* source : sources) {
            const auto batch = source->poll(4096, 20ms);
            if (!batch) {
                m_failure = batch.error().message;
                return false;
            }
            keep(*batch);
        }
    }
    return true;
}

bool Reading::untilCount(std::size_t count, engine::KafkaSource& source, std::chrono::milliseconds longest)
{
    return until([&] { return m_values.size() >= count; }, {&source}, longest);
}

void Reading::keep(const engine::MessageBatch& batch)
{
    for (const auto& message : batch.messages) {
        const auto& partition = m_partitions.at(message.partition);
        auto& next = m_next[{partition.topic, partition.number}];
        if (message.offset < next)
            m_doubles.push_back(partition.topic + " " + std::to_string(partition.number) + " "
                + std::to_string(message.offset));
        next = message.offset + 1;
        m_values.emplace_back(message.value);
    }
}

engine::KafkaSourceSettings observing(
    const engine::KafkaProperties& properties, const std::string& topic, engine::KafkaStart::From from)
{
    engine::KafkaSourceSettings settings;
    settings.properties = properties;
    settings.topics[engine::indexOf(engine::StreamId::Upi)] = {topic};
    settings.start.from = from;
    return settings;
}

} // namespace halcyon::tests
