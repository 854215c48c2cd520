#pragma once

#include "engine/model/result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::app {

/// One configured value with where it came from.
struct Setting {
    std::vector<std::string> values; ///< one, or the elements of a list
    bool isList = false;
    bool isSecret = false; ///< shown as dots
    std::string origin; ///< "default", "prod.toml:12", "HALCYON_KAFKA__...", "--brokers"

    [[nodiscard]] const std::string& value() const { return values.front(); }
};

/// All settings by path ("kafka.bootstrap.servers", "streams.upi.topics"),
/// laid over each other: defaults, then the profile file, then the
/// environment, then options. Which paths exist is fixed, but for [kafka],
/// which passes any librdkafka property through.
class Settings {
public:
    /// Defaults only.
    Settings();

    /// A profile file. `Config` that says why it cannot be read; with file and line for bad TOML,
    /// an unknown key, a value of the wrong type or a secret written in plain text.
    [[nodiscard]] engine::Result<void> readFile(const std::filesystem::path& file);

    /// HALCYON_SECTION__KEY for every known path; in the [kafka] section `_`
    /// stands for `.`. An unknown name is an error that says so.
    [[nodiscard]] engine::Result<void> readEnvironment(const std::map<std::string, std::string>& environment);

    /// An option of the command line.
    [[nodiscard]] engine::Result<void> set(
        const std::string& path, std::vector<std::string> values, const std::string& origin);

    /// All that is not a default, as `readEnvironment` reads it: for a child process,
    /// whose command line everybody on the machine could read.
    [[nodiscard]] std::map<std::string, std::string> toEnvironment() const;

    /// The profile that was read; empty when none was.
    [[nodiscard]] const std::filesystem::path& file() const noexcept { return m_file; }
    [[nodiscard]] const std::map<std::string, Setting>& all() const noexcept { return m_settings; }
    /// Null when nobody set it and it has no default.
    [[nodiscard]] const Setting* find(std::string_view path) const;
    [[nodiscard]] std::string text(std::string_view path) const; ///< empty when not set

private:
    std::filesystem::path m_file;
    std::map<std::string, Setting> m_settings;
};

/// Every variable of the process's environment that begins with HALCYON_.
[[nodiscard]] std::map<std::string, std::string> halcyonEnvironment();

/// $XDG_CONFIG_HOME/halcyon/NAME.toml; a NAME with a slash or .toml is a path.
[[nodiscard]] std::filesystem::path profilePath(const std::string& nameOrFile);

/// $XDG_DATA_HOME/halcyon: the private database and other data of ours.
[[nodiscard]] std::filesystem::path dataFolder();

/// $XDG_CACHE_HOME/halcyon: what can be fetched again.
[[nodiscard]] std::filesystem::path cacheFolder();

} // namespace halcyon::app
