#include "engine/ingest/jsonl_line.h"

#include "engine/codec/json_object_reader.h"
#include "engine/codec/json_text.h"
#include "engine/quality/text_excerpt.h"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace halcyon::engine {

namespace {

enum Member : std::size_t { Topic, PartitionNumber, Offset, Key, Timestamp, Headers, Value, ValueBase64 };

constexpr std::array<std::string_view, 8> kMembers{
    "topic", "partition", "offset", "key", "timestamp", "headers", "value", "value_base64"};

[[nodiscard]] tl::unexpected<Error> badMember(std::string_view name, const std::string& why)
{
    return failure(ErrorCode::Data, "The envelope's \"" + std::string(name) + "\" is " + why + ".");
}

[[nodiscard]] tl::unexpected<Error> badType(std::string_view name, JsonType found, const char* expected)
{
    return badMember(name, "of type " + std::string(jsonTypeName(found)) + "; write " + expected);
}

[[nodiscard]] Result<std::string> readText(std::string_view name, const JsonValue& value)
{
    if (value.type != JsonType::String)
        return badType(name, value.type, "a string");
    auto text = unescapeJson(value.text);
    if (!text)
        return badMember(name, "no text, for it escapes half of a surrogate pair; write UTF-8");
    return *std::move(text);
}

/// A whole number from `least` to `most`.
[[nodiscard]] Result<std::int64_t> readNumber(
    std::string_view name, const JsonValue& value, std::int64_t least, std::int64_t most)
{
    if (value.type != JsonType::Number)
        return badType(name, value.type, "a whole number");
    std::int64_t number = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, number);
    if (error != std::errc{} || stop != end || number < least || number > most)
        return badMember(name,
            excerpt(value.text) + "; write a whole number from " + std::to_string(least) + " to "
                + std::to_string(most));
    return number;
}

/// The six bits a base64 digit stands for, or -1.
[[nodiscard]] int sixBits(char c) noexcept
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/// RFC 4648 section 4, padding required.
[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    unsigned bits = 0;
    int bitCount = 0;
    for (const char c : text.substr(0, text.size() - padding)) {
        const int six = sixBits(c);
        if (six < 0)
            return std::nullopt;
        bits = (bits << 6 | unsigned(six)) & 0xffffU;
        bitCount += 6;
        if (bitCount >= 8) {
            bitCount -= 8;
            bytes += static_cast<char>(bits >> bitCount & 0xffU);
        }
    }
    return bytes;
}

/// \pre `object` is a correct JSON object.
[[nodiscard]] Result<std::vector<JsonlHeader>> readHeaders(const JsonValue& object)
{
    if (object.type != JsonType::Object)
        return badType("headers", object.type, "an object of strings");
    std::vector<JsonlHeader> headers;
    std::vector<bool> nesting;
    JsonScan scan(object.text, nesting);
    const char* at = scan.skipSpace(scan.begin() + 1);
    while (*at != '}') {
        JsonValue name;
        JsonValue value;
        at = scan.value(scan.key(at, name), value);
        auto nameText = readText("headers", name);
        if (!nameText)
            return tl::unexpected(nameText.error());
        if (value.type != JsonType::Null && value.type != JsonType::String)
            return badMember("headers",
                "an object with a value of type " + std::string(jsonTypeName(value.type))
                    + "; write an object of strings");
        auto valueText = value.type == JsonType::Null ? Result<std::string>{} : readText("headers", value);
        if (!valueText)
            return tl::unexpected(valueText.error());
        headers.push_back({*std::move(nameText), *std::move(valueText)});
        at = scan.skipSpace(at);
        if (*at == ',')
            at = scan.skipSpace(at + 1);
    }
    return headers;
}

/// The payload: text, or bytes as base64, or null.
[[nodiscard]] Result<void> readValue(const JsonValue* text, const JsonValue* base64, JsonlMessage& message)
{
    const auto isGiven
        = [](const JsonValue* value) { return value != nullptr && value->type != JsonType::Null; };
    if (isGiven(text) && isGiven(base64))
        return badMember("value", "there twice, also as \"value_base64\"; write one of them");
    message.isTombstone = !isGiven(text) && !isGiven(base64);
    if (message.isTombstone)
        return {};
    auto value = isGiven(text) ? readText("value", *text) : readText("value_base64", *base64);
    if (!value)
        return tl::unexpected(value.error());
    message.value = *std::move(value);
    if (!isGiven(base64))
        return {};
    auto bytes = decodeBase64(message.value);
    if (!bytes)
        return badMember("value_base64", "no base64 (RFC 4648 with padding); encode the payload's bytes");
    message.value = *std::move(bytes);
    return {};
}

/// All of an envelope but its payload.
[[nodiscard]] Result<void> readRecord(const JsonObjectReader& envelope, JsonlMessage& message)
{
    const auto given = [&](Member member) {
        const JsonValue* value = envelope.find(member);
        return value == nullptr || value->type == JsonType::Null ? nullptr : value;
    };
    static constexpr auto kMost32 = std::numeric_limits<std::int32_t>::max();
    static constexpr auto kMost64 = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kLastMillisecond = 253'402'300'799'999; // of the year 9999

    Result<void> done;
    const auto take = [&](Member member, auto read, auto keep) {
        const JsonValue* value = given(member);
        if (value == nullptr || !done)
            return;
        if (auto result = read(kMembers[member], *value))
            keep(*std::move(result));
        else
            done = tl::unexpected(result.error());
    };
    const auto number = [](std::int64_t least, std::int64_t most) {
        return [least, most](std::string_view name, const JsonValue& value) {
            return readNumber(name, value, least, most);
        };
    };
    take(Topic, readText, [&](std::string&& text) { message.topic = std::move(text); });
    take(PartitionNumber, number(0, kMost32), [&](std::int64_t n) { message.partition = std::int32_t(n); });
    take(Offset, number(0, kMost64), [&](std::int64_t n) { message.offset = n; });
    take(Key, readText, [&](std::string&& text) { message.key = std::move(text); });
    take(Timestamp, number(-1, kLastMillisecond), [&](std::int64_t n) {
        if (n >= 0)
            message.timestamp = EventTime{std::chrono::milliseconds{n}};
    });
    take(
        Headers, [](std::string_view, const JsonValue& value) { return readHeaders(value); },
        [&](std::vector<JsonlHeader>&& headers) { message.headers = std::move(headers); });
    return done;
}

} // namespace

Result<JsonlMessage> parseJsonlLine(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    JsonObjectReader object(kMembers);
    JsonlMessage message;
    message.isEnvelope = object.read(line)
        && (object.find(Value) != nullptr || object.find(ValueBase64) != nullptr)
        && (object.find(Topic) != nullptr || object.find(PartitionNumber) != nullptr
            || object.find(Offset) != nullptr);
    if (!message.isEnvelope) {
        message.value = line;
        return message;
    }
    if (auto done = readValue(object.find(Value), object.find(ValueBase64), message); !done)
        return tl::unexpected(done.error());
    if (auto done = readRecord(object, message); !done)
        return tl::unexpected(done.error());
    return message;
}

} // namespace halcyon::engine
