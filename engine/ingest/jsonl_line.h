#pragma once

#include "engine/model/event_time.h"
#include "engine/model/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

struct JsonlHeader {
    std::string name;
    std::string value;
    friend bool operator==(const JsonlHeader&, const JsonlHeader&) = default;
};

/// One line of a file of messages (cli.md, "Files of messages"); owns its bytes.
/// What a bare payload, or an envelope that leaves it out, does not say is empty.
struct JsonlMessage {
    std::string value;
    std::optional<std::string> key;
    std::optional<std::string> topic;
    std::optional<std::int32_t> partition;
    std::optional<std::int64_t> offset;
    std::optional<EventTime>
        timestamp; ///< the record's; none when the envelope says less than 0, as Kafka does
    std::vector<JsonlHeader> headers; ///< in order, names may repeat
    bool isTombstone = false; ///< an envelope whose value is null
    bool isEnvelope = false;
};

/// Reads one line, without its newline; a carriage return at its end is not part of it.
///
/// An envelope is a JSON object with `value` or `value_base64` and at least one
/// of `topic`, `partition` and `offset`. Every other line, broken JSON and an
/// empty line included, is a bare payload. An envelope with an ill-typed or
/// impossible member is the only error (`Data`): its payload cannot be told.
/// Unknown members are ignored; of two with one name the last counts.
[[nodiscard]] Result<JsonlMessage> parseJsonlLine(std::string_view line);

/// Nothing, or only the carriage return of its end: whoever reads a file passes over it.
[[nodiscard]] inline bool isBlankLine(std::string_view line) noexcept
{
    return line.empty() || line == "\r";
}

} // namespace halcyon::engine
