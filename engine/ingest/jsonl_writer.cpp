#include "engine/ingest/jsonl_writer.h"

#include "engine/codec/json_text.h"
#include "engine/quality/text_excerpt.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

namespace halcyon::engine {

namespace {

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = std::uint8_t(text.front()) < 0x80 ? 1 : utf8CharacterSize(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

void appendBase64(std::string& out, std::string_view bytes)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? std::uint8_t(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += j <= count ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
}

} // namespace

void appendJsonlLine(std::string& out, const TrafficMessage& message, std::int64_t offset)
{
    out += "{\"topic\":";
    appendJsonString(out, message.topic);
    fmt::format_to(std::back_inserter(out), ",\"partition\":{},\"offset\":{}", message.partition, offset);
    if (message.hasKey) {
        out += ",\"key\":";
        appendJsonString(out, message.key);
    }
    fmt::format_to(std::back_inserter(out), ",\"timestamp\":{}",
        std::chrono::floor<std::chrono::milliseconds>(message.recordTime).time_since_epoch().count());
    if (!message.headers.empty()) {
        out += ",\"headers\":{";
        for (const auto& [name, value] : message.headers) {
            if (out.back() != '{')
                out += ',';
            appendJsonString(out, name);
            out += ':';
            appendJsonString(out, value);
        }
        out += '}';
    }
    if (message.isTombstone) {
        out += ",\"value\":null}\n";
    } else if (isUtf8(message.value)) {
        out += ",\"value\":";
        appendJsonString(out, message.value);
        out += "}\n";
    } else {
        out += ",\"value_base64\":\"";
        appendBase64(out, message.value);
        out += "\"}\n";
    }
}

} // namespace halcyon::engine
