#include "scenario.h"

#include "engine/codec/iso_time.h"
#include "engine/codec/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <sstream>

namespace halcyon::tests {

using namespace engine;

namespace {

/// Whether a member of a payload is text, or stands there as it is written.
enum class Kind : std::uint8_t { Text, Plain };

struct Member {
    std::string_view name;
    std::string_view usual;
    Kind kind = Kind::Text;
};

constexpr std::array<Member, 7> kPay{{
    {"txn_id", "T1"},
    {"payer", "asha@oksbi"},
    {"payee", "merchant1@upi"},
    {"amount", "100", Kind::Plain},
    {"status", "SUCCESS"},
    {"timestamp", ""},
    {"currency", "INR"},
}};

constexpr std::array<Member, 9> kBuy{{
    {"transaction_id", "t-1"},
    {"user_id", "7", Kind::Plain},
    {"amount", "20", Kind::Plain},
    {"merchant", "Kestrel Games"},
    {"timestamp", ""},
    {"is_fraud", "false", Kind::Plain},
    {"payment_method", "credit_card"},
    {"location", "Mumbai, India"},
    {"device_id", "d-1"},
}};

/// Takes the first word off a line; `name="two words"` is one word.
std::string takeWord(std::string_view& line)
{
    std::string word;
    bool isQuoted = false;
    std::size_t at = 0;
    for (; at < line.size() && (isQuoted || line[at] != ' '); ++at)
        if (line[at] == '"')
            isQuoted = !isQuoted;
        else
            word += line[at];
    line.remove_prefix(std::min(at, line.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return word;
}

std::optional<std::string> unescaped(std::string_view text)
{
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            bytes += text[at];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(at + 1, 2);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || read.ptr != digits.data() + 2)
            return std::nullopt;
        bytes += char(byte);
        at += 2;
    }
    return bytes;
}

class Parser {
public:
    [[nodiscard]] Scenario parse(std::string_view text)
    {
        std::istringstream lines{std::string(text)};
        for (std::string line; m_scenario.fault.empty() && std::getline(lines, line);) {
            ++m_lineNumber;
            const std::string tidy = squeezed(line);
            if (tidy.empty() || tidy.starts_with('#'))
                continue;
            if (tidy.starts_with("expect "))
                m_scenario.expected.push_back({tidy.substr(7), {}});
            else if (m_scenario.expected.empty())
                take(std::string_view(line).substr(line.find_first_not_of(' ')));
            else
                (m_scenario.expected.back().lines += tidy) += '\n';
        }
        if (m_scenario.fault.empty() && (m_scenario.messages.empty() || m_scenario.expected.empty()))
            m_scenario.fault = "a scenario reads messages and expects something";
        return std::move(m_scenario);
    }

private:
    void take(std::string_view line)
    {
        const std::string word = takeWord(line);
        if (word == "day")
            m_day = line;
        else if (word == "set")
            takeSetting(line);
        else
            takeMessage(word, line);
    }

    /// "set upi time_zone Asia/Kolkata"
    void takeSetting(std::string_view line)
    {
        const auto stream = parseStreamName(takeWord(line));
        const std::string name = takeWord(line);
        if (!stream || name != "time_zone")
            return fail("a setting is `set STREAM time_zone ZONE`");
        m_scenario.settings[indexOf(*stream)].timeZone = line;
    }

    /// "12:00:05 upi_transactions/0 WHAT": read then, with a record of that time ("~12:00:05": without one).
    void takeMessage(std::string when, std::string_view line)
    {
        const bool hasRecordTime = !when.starts_with('~');
        const auto time = timeOf(hasRecordTime ? when : when.substr(1));
        std::string topic = takeWord(line);
        const std::size_t slash = topic.find('/');
        if (!time || slash == std::string::npos)
            return fail("a message is `TIME TOPIC/PARTITION WHAT`");
        if (!m_scenario.messages.empty() && *time < m_scenario.messages.back().readAt)
            return fail("messages are read in the order of their times");
        ScenarioMessage message{.readAt = *time, .partition = std::atoi(topic.c_str() + slash + 1)};
        if (hasRecordTime)
            message.recordTime = *time;
        topic.resize(slash);
        message.topic = std::move(topic);
        if (!takeValue(line, message))
            return;
        if (!message.mark)
            message.offset = m_offsets[{message.topic, message.partition}]++;
        m_scenario.messages.push_back(std::move(message));
    }

    [[nodiscard]] bool takeValue(std::string_view line, ScenarioMessage& message)
    {
        std::string_view rest = line;
        const std::string word = takeWord(rest);
        if (word == "silent")
            message.mark = PartitionMark::Kind::Silent;
        else if (word == "waiting")
            message.mark = PartitionMark::Kind::Waiting;
        else if (word == "tombstone")
            message.isTombstone = true;
        else if (word == "pay")
            return makePayload(kPay, rest, message);
        else if (word == "buy")
            return makePayload(kBuy, rest, message);
        else if (word == "padded") { // "padded 10485760 {...}": with spaces up to so many bytes
            const std::size_t size = std::size_t(std::atol(takeWord(rest).c_str()));
            message.value = rest;
            message.value.resize(std::max(size, rest.size()), ' ');
        } else if (word
            == "bytes") { // "bytes {"a":"%FF"}": bytes that are no text; none behind it is an empty message
            const auto bytes = unescaped(rest);
            message.value = bytes.value_or("");
            if (!bytes)
                fail("bytes are text with %XX for those that are none");
        } else
            message.value = line;
        return m_scenario.fault.empty();
    }

    /// "pay txn_id=T2 amount=5": a well-formed payload that says so, the rest as usual, at the line's time.
    template <std::size_t count>
    [[nodiscard]] bool makePayload(
        const std::array<Member, count>& members, std::string_view words, ScenarioMessage& message)
    {
        std::map<std::string, std::string, std::less<>> given;
        while (!words.empty()) {
            const std::string word = takeWord(words);
            const std::size_t equals = word.find('=');
            const std::string name = word.substr(0, equals);
            const bool isKnown
                = std::ranges::any_of(members, [&](const Member& member) { return member.name == name; });
            if (equals == std::string::npos || !isKnown)
                return fail("no such member: " + word), false;
            given[name] = word.substr(equals + 1);
        }
        std::string& time = given["timestamp"];
        if (const auto moment = time.empty() ? message.readAt : timeOf(time))
            time = formatIsoTime(*moment);
        for (const Member& member : members) {
            const auto found = given.find(member.name);
            const std::string value(found == given.end() ? member.usual : std::string_view(found->second));
            (message.value += message.value.empty() ? "{\"" : ",\"") += member.name;
            message.value += "\":";
            if (member.kind == Kind::Plain)
                message.value += value;
            else
                appendJsonString(message.value, value);
        }
        message.value += '}';
        return true;
    }

    /// "12:00" and "12:00:05.5" on the scenario's day.
    [[nodiscard]] std::optional<EventTime> timeOf(const std::string& clock) const
    {
        const auto time = parseIsoTime(m_day + 'T' + clock + (clock.size() == 5 ? ":00Z" : "Z"));
        return time ? std::optional(EventTime{time->wall.time_since_epoch()}) : std::nullopt;
    }

    void fail(const std::string& why)
    {
        m_scenario.fault = "line " + std::to_string(m_lineNumber) + ": " + why;
    }

    Scenario m_scenario;
    std::string m_day = "2026-11-21";
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> m_offsets;
    int m_lineNumber = 0;
};

} // namespace

std::string squeezed(std::string_view line)
{
    std::string tidy;
    for (const char c : line)
        if (c != ' ' || (!tidy.empty() && tidy.back() != ' '))
            tidy += c;
    while (!tidy.empty() && (tidy.back() == ' ' || tidy.back() == '\r'))
        tidy.pop_back();
    return tidy;
}

Scenario parseScenario(std::string_view text)
{
    return Parser().parse(text);
}

} // namespace halcyon::tests
