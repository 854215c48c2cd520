#pragma once

#include "engine/model/event_time.h"
#include "engine/model/message.h"
#include "engine/model/stream_settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halcyon::tests {

/// A message that a scenario lets the engine read.
struct ScenarioMessage {
    engine::EventTime readAt{};
    std::optional<engine::EventTime> recordTime;
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0; ///< counted per partition, from 0
    std::string value;
    bool isTombstone = false;
    std::optional<engine::PartitionMark::Kind> mark; ///< no message: what reading knows of the partition here
};

/// What a section of a scenario expects: its heading and its lines.
struct ScenarioPicture {
    std::string heading; ///< "outcomes", "windows upi_bank count amount"
    std::string lines;
};

/// One story from a text file: what is read, and what must come of it. README.md shows how they are written.
struct Scenario {
    engine::AllStreamSettings settings = engine::defaultStreamSettings();
    std::vector<ScenarioMessage> messages;
    std::vector<ScenarioPicture> expected;
    std::string fault; ///< why the file is no scenario, with its line; empty when it is one
};

[[nodiscard]] Scenario parseScenario(std::string_view text);

/// Lines without what is only layout: runs of spaces are one, the ends have none.
[[nodiscard]] std::string squeezed(std::string_view line);

} // namespace halcyon::tests
