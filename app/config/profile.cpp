#include "app/config/profile.h"

#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

namespace halcyon::app {

using engine::ErrorCode;
using engine::failure;
using engine::Result;
using engine::StreamId;

namespace {

[[nodiscard]] std::string loginName()
{
    const passwd* user = getpwuid(getuid());
    return user == nullptr ? "unknown" : user->pw_name;
}

/// Turns texts into values; remembers the first fault.
class Reader {
public:
    explicit Reader(const Settings& settings)
        : m_settings(settings)
    {
    }

    [[nodiscard]] std::chrono::milliseconds duration(const std::string& path)
    {
        const auto value = parseDuration(m_settings.text(path));
        if (!value)
            fault(path, "a duration such as 90s, 15m or 2h");
        return value.value_or(std::chrono::milliseconds{0});
    }
    [[nodiscard]] std::int64_t number(const std::string& path, std::int64_t least, std::int64_t most)
    {
        const std::string text = m_settings.text(path);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            fault(path, "a number from " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    }
    void fault(const std::string& path, const std::string& expected)
    {
        const Setting* setting = m_settings.find(path);
        if (!m_fault && setting != nullptr)
            m_fault = setting->origin + ": \"" + path + "\" is \"" + setting->value() + "\", expected "
                + expected + '.';
    }
    [[nodiscard]] const std::optional<std::string>& firstFault() const noexcept { return m_fault; }

private:
    const Settings& m_settings;
    std::optional<std::string> m_fault;
};

[[nodiscard]] engine::StreamSettings readStream(const Settings& settings, Reader& reader, StreamId stream)
{
    const std::string prefix = "streams." + std::string(engine::streamName(stream)) + '.';
    engine::StreamSettings result;
    result.topics = settings.find(prefix + "topics")->values;
    if (const auto encoding = engine::parseEncodingName(settings.text(prefix + "encoding")))
        result.encoding = *encoding;
    else
        reader.fault(prefix + "encoding", "auto, json or avro");
    result.timeZone = settings.text(prefix + "time_zone");
    if (const auto currency = engine::Currency::parse(settings.text(prefix + "currency")))
        result.currency = *currency;
    else
        reader.fault(prefix + "currency", "an ISO 4217 code such as INR");
    result.allowedLateness = reader.duration(prefix + "lateness");
    result.idleAfter = reader.duration(prefix + "idle_after");
    result.futureTolerance = reader.duration(prefix + "future_tolerance");
    result.largestMessage = std::size_t(reader.number(prefix + "largest_message", 64, 1 << 30));
    return result;
}

[[nodiscard]] engine::SchemaRegistrySettings readRegistry(const Settings& settings, Reader& reader)
{
    engine::SchemaRegistrySettings registry{.user = settings.text("registry.user"),
        .password = settings.text("registry.password"),
        .token = settings.text("registry.token"),
        .caFile = settings.text("registry.ca_file"),
        .timeout = reader.duration("registry.timeout"),
        .cacheFolder = cacheFolder() / "schemas"};
    if (const Setting* urls = settings.find("registry.urls"))
        registry.urls = urls->values;
    for (const std::string& url : registry.urls)
        if (!url.starts_with("http://") && !url.starts_with("https://"))
            reader.fault("registry.urls", "URLs that begin with http:// or https://");
    return registry;
}

[[nodiscard]] LiveStart readLiveStart(const Settings& settings, Reader& reader)
{
    const std::string text = settings.text("live.start");
    if (text == "earliest")
        return {LiveStart::From::Earliest, {}};
    if (text == "latest")
        return {LiveStart::From::Latest, {}};
    const auto ago = parseDuration(text);
    if (!ago)
        reader.fault("live.start", "earliest, latest or a duration such as 15m");
    return {LiveStart::From::Ago,
        std::chrono::duration_cast<std::chrono::seconds>(ago.value_or(std::chrono::minutes{15}))};
}

[[nodiscard]] RecorderMode readRecorder(const Settings& settings, Reader& reader)
{
    const std::string text = settings.text("recorder");
    if (text == "external")
        return RecorderMode::External;
    if (text == "off")
        return RecorderMode::Off;
    if (text != "auto")
        reader.fault("recorder", "auto, external or off");
    return RecorderMode::Auto;
}

[[nodiscard]] std::string readColour(const Settings& settings, Reader& reader)
{
    static constexpr std::array<std::string_view, 5> kNames{"red", "orange", "green", "teal", "violet"};
    std::string colour = settings.text("colour");
    const bool isNumber = colour.size() == 7 && colour[0] == '#'
        && colour.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    if (!isNumber && std::ranges::find(kNames, colour) == kNames.end())
        reader.fault("colour", "red, orange, green, teal, violet or #rrggbb");
    return colour;
}

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    using namespace std::chrono;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0 || count > 1'000'000'000)
        return std::nullopt;
    const std::string_view unit(end, std::size_t(text.data() + text.size() - end));
    if (unit == "ms")
        return milliseconds{count};
    if (unit.empty() || unit == "s")
        return seconds{count};
    if (unit == "m")
        return minutes{count};
    if (unit == "h")
        return hours{count};
    if (unit == "d")
        return hours{24 * count};
    return std::nullopt;
}

Result<Profile> makeProfile(const Settings& settings, const std::string& name)
{
    Reader reader(settings);
    Profile profile{.name = name,
        .file = settings.file(),
        .colour = readColour(settings, reader),
        .cluster = settings.text("cluster"),
        .postgres = settings.text("postgres.uri"),
        .recorder = readRecorder(settings, reader),
        .operatorName = settings.text("operator"),
        .liveStart = readLiveStart(settings, reader),
        .liveConsumers = int(reader.number("live.consumers", 1, 16)),
        .recordGroup = settings.text("record.group"),
        .recordConsumers = int(reader.number("record.consumers", 1, 16)),
        .flushEvery = std::chrono::milliseconds{reader.number("record.flush_ms", 1, 60'000)},
        .checkpointEvery = std::chrono::seconds{reader.number("record.checkpoint_seconds", 1, 3600)}};
    if (profile.operatorName.empty())
        profile.operatorName = loginName();
    if (const std::string rules = settings.text("rules"); !rules.empty())
        profile.rules = rules;
    for (const StreamId stream : engine::kAllStreams)
        profile.streams[engine::indexOf(stream)] = readStream(settings, reader, stream);
    static constexpr std::string_view kKafka = "kafka.";
    for (const auto& [path, setting] : settings.all())
        if (path.starts_with(kKafka))
            profile.kafka[path.substr(kKafka.size())] = setting.value();
    profile.registry = readRegistry(settings, reader);
    if (reader.firstFault())
        return failure(ErrorCode::Config, *reader.firstFault());
    return profile;
}

} // namespace halcyon::app
