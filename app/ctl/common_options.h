#pragma once

#include "app/config/profile.h"
#include "engine/model/result.h"

#include <string>
#include <vector>

namespace halcyon::app {

/// Options every command takes (cli.md, "Common").
struct CommonOptions {
    std::string profile;
    std::string brokers;
    std::string registry;
    std::string postgres;
    std::vector<std::string> topics; ///< STREAM=TOPIC
    std::vector<std::string> properties; ///< key=value for librdkafka
    std::string rules; ///< folder of rule packs
    std::string timeZone = "UTC"; ///< of times shown, and of times asked for without an offset
    bool json = false;
    bool csv = false;
    bool quiet = false;
    bool noColor = false;
};

/// The profile with environment and options laid over it.
[[nodiscard]] engine::Result<Settings> layeredSettings(const CommonOptions& options);
[[nodiscard]] engine::Result<Profile> loadProfile(const CommonOptions& options);

/// 0 ok, 1 condition not met, 2 usage, 3 configuration, 4 connect or authenticate, 5 data, 6 partial result.
enum ExitCode : int { kOk = 0, kNotMet = 1, kUsage = 2, kConfig = 3, kConnect = 4, kData = 5, kPartial = 6 };
[[nodiscard]] int exitCodeOf(engine::ErrorCode code) noexcept;

/// Writes "halcyonctl: MESSAGE" to stderr and gives the exit code.
int reportError(const engine::Error& error);

} // namespace halcyon::app
