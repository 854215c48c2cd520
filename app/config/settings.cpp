#include "app/config/settings.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

namespace halcyon::app {

using engine::Error;
using engine::ErrorCode;
using engine::failure;
using engine::Result;

namespace {

enum class Kind : std::uint8_t { Text, List };

struct KnownSetting {
    std::string_view path;
    Kind kind = Kind::Text;
    std::string_view defaultValue; ///< list elements split at commas; empty = no default
};

constexpr std::string_view kKafka = "kafka.";
constexpr std::string_view kPrefix = "HALCYON_";
constexpr std::string_view kDefaultOrigin = "default";

constexpr std::array kKnown{
    KnownSetting{"colour", Kind::Text, "teal"},
    KnownSetting{"cluster", Kind::Text, ""},
    KnownSetting{"recorder", Kind::Text, "auto"},
    KnownSetting{"rules", Kind::Text, ""},
    KnownSetting{"operator", Kind::Text, ""},
    KnownSetting{"postgres.uri", Kind::Text, ""},
    KnownSetting{"registry.urls", Kind::List, ""},
    KnownSetting{"registry.user", Kind::Text, ""},
    KnownSetting{"registry.password", Kind::Text, ""},
    KnownSetting{"registry.token", Kind::Text, ""},
    KnownSetting{"registry.ca_file", Kind::Text, ""},
    KnownSetting{"registry.timeout", Kind::Text, "3s"},
    KnownSetting{"live.start", Kind::Text, "15m"},
    KnownSetting{"live.consumers", Kind::Text, "1"},
    KnownSetting{"record.group", Kind::Text, "halcyon.recorder"},
    KnownSetting{"record.consumers", Kind::Text, "2"},
    KnownSetting{"record.flush_ms", Kind::Text, "100"},
    KnownSetting{"record.checkpoint_seconds", Kind::Text, "10"},
    KnownSetting{"streams.upi.topics", Kind::List, "upi_transactions"},
    KnownSetting{"streams.upi.encoding", Kind::Text, "auto"},
    KnownSetting{"streams.upi.time_zone", Kind::Text, "UTC"},
    KnownSetting{"streams.upi.currency", Kind::Text, "INR"},
    KnownSetting{"streams.upi.lateness", Kind::Text, "1m"},
    KnownSetting{"streams.upi.idle_after", Kind::Text, "30s"},
    KnownSetting{"streams.upi.future_tolerance", Kind::Text, "5m"},
    KnownSetting{"streams.upi.largest_message", Kind::Text, "1048576"},
    KnownSetting{
        "streams.transactions.topics", Kind::List, "ecommerce.transactions,transactions,transaction-events"},
    KnownSetting{"streams.transactions.encoding", Kind::Text, "auto"},
    KnownSetting{"streams.transactions.time_zone", Kind::Text, "UTC"},
    KnownSetting{"streams.transactions.currency", Kind::Text, "INR"},
    KnownSetting{"streams.transactions.lateness", Kind::Text, "1m"},
    KnownSetting{"streams.transactions.idle_after", Kind::Text, "30s"},
    KnownSetting{"streams.transactions.future_tolerance", Kind::Text, "5m"},
    KnownSetting{"streams.transactions.largest_message", Kind::Text, "1048576"},
};

[[nodiscard]] const KnownSetting* known(std::string_view path)
{
    const auto found = std::ranges::find(kKnown, path, &KnownSetting::path);
    return found == kKnown.end() ? nullptr : &*found;
}

[[nodiscard]] std::vector<std::string> splitAtCommas(std::string_view text)
{
    std::vector<std::string> parts;
    std::istringstream stream{std::string(text)};
    for (std::string part; std::getline(stream, part, ',');)
        parts.push_back(part);
    return parts;
}

/// A property that holds a secret, by its name.
[[nodiscard]] bool isSecretName(std::string_view path)
{
    return path.find("password") != std::string_view::npos || path.find("secret") != std::string_view::npos
        || path == "registry.token";
}

/// postgresql://user:secret@host: the part between ':' and '@' of a URI's authority.
[[nodiscard]] bool holdsPassword(std::string_view uri)
{
    const auto scheme = uri.find("://");
    if (scheme == std::string_view::npos)
        return uri.find("password=") != std::string_view::npos;
    const std::string_view authority = uri.substr(scheme + 3, uri.find('/', scheme + 3) - scheme - 3);
    const auto at = authority.rfind('@');
    return at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
}

[[nodiscard]] Result<std::string> runCommand(const std::string& command)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    if (!pipe)
        return failure(ErrorCode::Config, "Cannot run \"" + command + "\" to get a secret.");
    std::string output;
    std::array<char, 256> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
        output.append(buffer.data(), got);
    while (!output.empty() && (output.back() == '\n' || output.back() == '\r'))
        output.pop_back();
    if (output.empty())
        return failure(ErrorCode::Config, "\"" + command + "\" was to print a secret and printed nothing.");
    return output;
}

/// { env = … }, { file = … } or { command = … }.
[[nodiscard]] bool namesSecret(const toml::table& table)
{
    return table.contains("env") || table.contains("file") || table.contains("command");
}

/// A secret is never in the file itself but where the file says.
[[nodiscard]] Result<std::string> fetchSecret(const toml::table& where)
{
    if (const auto name = where["env"].value<std::string>()) {
        const char* value = std::getenv(name->c_str());
        if (value == nullptr)
            return failure(ErrorCode::Config, "The environment variable " + *name + " is not set.");
        return std::string(value);
    }
    if (const auto file = where["file"].value<std::string>()) {
        std::ifstream stream(*file);
        std::string line;
        if (!std::getline(stream, line))
            return failure(ErrorCode::Config, "Cannot read a secret from " + *file + ".");
        return line;
    }
    if (const auto command = where["command"].value<std::string>())
        return runCommand(*command);
    return failure(ErrorCode::Config, "A secret is given as { env = … }, { file = … } or { command = … }.");
}

/// All of a profile's text.
[[nodiscard]] Result<std::string> contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    const bool isEmpty = stream && stream.peek() == std::ifstream::traits_type::eof() && !stream.bad();
    if (isEmpty || (stream && content << stream.rdbuf()))
        return std::move(content).str();
    const int why = errno;
    if (why == ENOENT || why == ENOTDIR)
        return failure(ErrorCode::Config,
            "There is no profile " + file.string()
                + "; write one (see docs/configuration.md) or leave --profile out.");
    if (why == EISDIR)
        return failure(
            ErrorCode::Config, "The profile " + file.string() + " is a folder; give the TOML file in it.");
    return failure(ErrorCode::Config,
        "The profile " + file.string() + " cannot be read: " + std::strerror(why)
            + "; check its rights and those of its folder.");
}

/// Walks a profile's tables and lays their values over the settings.
class FileReader {
public:
    FileReader(std::map<std::string, Setting>& settings, const std::filesystem::path& file)
        : m_settings(settings)
        , m_file(file)
    {
    }

    [[nodiscard]] Result<void> read(const toml::table& table, const std::string& prefix)
    {
        for (const auto& [key, node] : table) {
            const std::string path = prefix + std::string(key.str());
            const toml::table* inner = node.as_table();
            const bool isSection = inner != nullptr && known(path) == nullptr && !namesSecret(*inner);
            auto taken = isSection ? read(*inner, path + '.') : take(path, node);
            if (!taken)
                return taken;
        }
        return {};
    }

private:
    [[nodiscard]] tl::unexpected<Error> fault(const toml::node& node, const std::string& what) const
    {
        return failure(ErrorCode::Config, origin(node) + ": " + what);
    }

    [[nodiscard]] std::string origin(const toml::node& node) const
    {
        return m_file.filename().string() + ':' + std::to_string(node.source().begin.line);
    }

    [[nodiscard]] Result<void> take(const std::string& path, const toml::node& node)
    {
        const KnownSetting* setting = known(path);
        const bool isKafka = path.starts_with(kKafka);
        if (setting == nullptr && !isKafka)
            return fault(node, "there is no setting \"" + path + "\".");
        Setting taken{.isSecret = isSecretName(path), .origin = origin(node)};
        if (const toml::table* where = node.as_table()) {
            if (!namesSecret(*where))
                return fault(node, "\"" + path + "\" takes a value, it has no section of its own.");
            auto secret = fetchSecret(*where);
            if (!secret)
                return fault(node, secret.error().message);
            taken.values = {*secret};
            taken.isSecret = true;
        } else if (const toml::array* list = node.as_array()) {
            taken.isList = true;
            for (const toml::node& element : *list)
                taken.values.push_back(textOf(element));
            if (setting == nullptr || setting->kind != Kind::List)
                return fault(node, "\"" + path + "\" takes " + (isKafka ? "one value." : "another value."));
        } else {
            taken.values = {textOf(node)};
            taken.isList = setting != nullptr && setting->kind == Kind::List;
            if (taken.isSecret || (path == "postgres.uri" && holdsPassword(taken.values[0])))
                return fault(node,
                    "a secret does not belong into a file; write { env = \"NAME\" }, { file = \"…\" } or "
                    "{ command = \"…\" } (PostgreSQL also reads ~/.pgpass).");
        }
        m_settings[path] = std::move(taken);
        return {};
    }

    [[nodiscard]] static std::string textOf(const toml::node& node)
    {
        if (const auto text = node.value<std::string>(); text && node.is_string())
            return *text;
        if (const auto flag = node.value<bool>(); flag && node.is_boolean())
            return *flag ? "true" : "false";
        if (const auto number = node.value<std::int64_t>(); number && node.is_integer())
            return std::to_string(*number);
        std::ostringstream stream;
        stream << toml::node_view<const toml::node>(node);
        return stream.str();
    }

    std::map<std::string, Setting>& m_settings;
    std::filesystem::path m_file;
};

[[nodiscard]] std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::toupper(c)); });
    return text;
}

/// "streams.upi.topics" → "HALCYON_STREAMS__UPI__TOPICS".
[[nodiscard]] std::string variableOf(std::string_view path)
{
    std::string name(kPrefix);
    for (const char c : path) {
        if (c == '.')
            name += "__";
        else
            name += c;
    }
    return upper(name);
}

[[nodiscard]] std::filesystem::path xdgFolder(const char* variable, const char* underHome)
{
    if (const char* folder = std::getenv(variable); folder != nullptr && *folder != '\0')
        return std::filesystem::path(folder) / "halcyon";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home == nullptr ? "." : home) / underHome / "halcyon";
}

} // namespace

Settings::Settings()
{
    for (const KnownSetting& setting : kKnown)
        if (!setting.defaultValue.empty())
            m_settings[std::string(setting.path)]
                = {.values = setting.kind == Kind::List ? splitAtCommas(setting.defaultValue)
                                                        : std::vector{std::string(setting.defaultValue)},
                    .isList = setting.kind == Kind::List,
                    .origin = std::string(kDefaultOrigin)};
}

Result<void> Settings::readFile(const std::filesystem::path& file)
{
    m_file = file;
    const auto content = contentOf(file);
    if (!content)
        return tl::unexpected(content.error());
    try {
        const toml::table table = toml::parse(std::string_view(*content), file.string());
        return FileReader(m_settings, file).read(table, {});
    } catch (const toml::parse_error& error) {
        return failure(ErrorCode::Config,
            file.filename().string() + ':' + std::to_string(error.source().begin.line) + ": "
                + std::string(error.description()) + '.');
    }
}

Result<void> Settings::readEnvironment(const std::map<std::string, std::string>& environment)
{
    const std::string kafka = std::string(kPrefix) + "KAFKA__";
    for (const auto& [name, value] : environment) {
        if (name.starts_with(kafka)) {
            std::string property = name.substr(kafka.size());
            std::ranges::transform(property, property.begin(),
                [](unsigned char c) { return c == '_' ? '.' : char(std::tolower(c)); });
            const std::string path = std::string(kKafka) + property;
            m_settings[path] = {.values = {value}, .isSecret = isSecretName(path), .origin = name};
            continue;
        }
        const auto setting = std::ranges::find_if(
            kKnown, [&](const KnownSetting& one) { return variableOf(one.path) == name; });
        if (setting == kKnown.end())
            return failure(ErrorCode::Config,
                "The environment variable " + name
                    + " names no setting; "
                      "halcyonctl config lists all that exist.");
        if (auto taken = set(std::string(setting->path), {value}, name); !taken)
            return taken;
    }
    return {};
}

Result<void> Settings::set(
    const std::string& path, std::vector<std::string> values, const std::string& origin)
{
    const KnownSetting* setting = known(path);
    if (setting == nullptr && !path.starts_with(kKafka))
        return failure(ErrorCode::Config, origin + ": there is no setting \"" + path + "\".");
    const bool isList = setting != nullptr && setting->kind == Kind::List;
    if (isList && values.size() == 1)
        values = splitAtCommas(values.front());
    if (values.empty() && !isList)
        return failure(ErrorCode::Config, origin + ": \"" + path + "\" needs a value.");
    const bool isSecret = isSecretName(path) || (path == "postgres.uri" && holdsPassword(values.front()));
    m_settings[path]
        = {.values = std::move(values), .isList = isList, .isSecret = isSecret, .origin = origin};
    return {};
}

std::map<std::string, std::string> Settings::toEnvironment() const
{
    std::map<std::string, std::string> environment;
    for (const auto& [path, setting] : m_settings) {
        if (setting.origin == kDefaultOrigin)
            continue;
        std::string text;
        for (const std::string& value : setting.values)
            text += (text.empty() ? "" : ",") + value;
        std::string name = path;
        if (path.starts_with(kKafka)) // properties have points where variables cannot
            std::ranges::replace(name.begin() + std::ptrdiff_t(kKafka.size()), name.end(), '.', '_');
        environment[variableOf(name)] = text;
    }
    return environment;
}

const Setting* Settings::find(std::string_view path) const
{
    const auto found = m_settings.find(std::string(path));
    return found == m_settings.end() ? nullptr : &found->second;
}

std::string Settings::text(std::string_view path) const
{
    const Setting* setting = find(path);
    return setting == nullptr ? std::string() : setting->value();
}

std::map<std::string, std::string> halcyonEnvironment()
{
    // Ours, but no settings: where tests and scripts reach into the program.
    static constexpr std::array kOthers{"HALCYON_KILL_AT", "HALCYON_PROFILE"};
    std::map<std::string, std::string> found;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        const std::string name(text.substr(0, equals));
        if (name.starts_with(kPrefix) && std::ranges::find(kOthers, name) == kOthers.end())
            found[name] = text.substr(equals + 1);
    }
    return found;
}

std::filesystem::path profilePath(const std::string& nameOrFile)
{
    if (nameOrFile.find('/') != std::string::npos || nameOrFile.ends_with(".toml"))
        return nameOrFile;
    return xdgFolder("XDG_CONFIG_HOME", ".config") / (nameOrFile + ".toml");
}

std::filesystem::path cacheFolder()
{
    return xdgFolder("XDG_CACHE_HOME", ".cache");
}

std::filesystem::path dataFolder()
{
    return xdgFolder("XDG_DATA_HOME", ".local/share");
}

} // namespace halcyon::app
