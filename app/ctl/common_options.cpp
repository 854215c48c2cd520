#include "app/ctl/common_options.h"

#include "engine/model/stream.h"

#include <iostream>
#include <map>

namespace halcyon::app {

using engine::ErrorCode;
using engine::failure;
using engine::Result;

Result<Settings> layeredSettings(const CommonOptions& options)
{
    Settings settings;
    if (!options.profile.empty())
        if (auto read = settings.readFile(profilePath(options.profile)); !read)
            return tl::unexpected(read.error());
    if (auto read = settings.readEnvironment(halcyonEnvironment()); !read)
        return tl::unexpected(read.error());
    if (!options.brokers.empty())
        if (auto taken = settings.set("kafka.bootstrap.servers", {options.brokers}, "--brokers"); !taken)
            return tl::unexpected(taken.error());
    if (!options.registry.empty())
        if (auto taken = settings.set("registry.urls", {options.registry}, "--registry"); !taken)
            return tl::unexpected(taken.error());
    if (!options.postgres.empty())
        if (auto taken = settings.set("postgres.uri", {options.postgres}, "--postgres"); !taken)
            return tl::unexpected(taken.error());
    if (!options.rules.empty())
        if (auto taken = settings.set("rules", {options.rules}, "--rules"); !taken)
            return tl::unexpected(taken.error());
    for (const std::string& property : options.properties) {
        const auto equals = property.find('=');
        if (equals == std::string::npos || equals == 0)
            return failure(ErrorCode::Usage, "-X takes key=value, not \"" + property + "\".");
        if (auto taken
            = settings.set("kafka." + property.substr(0, equals), {property.substr(equals + 1)}, "-X");
            !taken)
            return tl::unexpected(taken.error());
    }
    std::map<std::string, std::vector<std::string>> topics;
    for (const std::string& topic : options.topics) {
        const auto equals = topic.find('=');
        const std::string stream = topic.substr(0, equals);
        if (equals == std::string::npos || equals + 1 == topic.size() || !engine::parseStreamName(stream))
            return failure(ErrorCode::Usage,
                "--topic takes STREAM=TOPIC with STREAM upi or transactions, not \"" + topic + "\".");
        topics[stream].push_back(topic.substr(equals + 1));
    }
    for (const auto& [stream, names] : topics)
        if (auto taken = settings.set("streams." + stream + ".topics", names, "--topic"); !taken)
            return tl::unexpected(taken.error());
    return settings;
}

Result<Profile> loadProfile(const CommonOptions& options)
{
    const auto settings = layeredSettings(options);
    if (!settings)
        return tl::unexpected(settings.error());
    return makeProfile(*settings,
        options.profile.empty() ? "command line" : std::filesystem::path(options.profile).stem().string());
}

int exitCodeOf(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Usage:
        return kUsage;
    case ErrorCode::Config:
        return kConfig;
    case ErrorCode::Connect:
    case ErrorCode::Access:
    case ErrorCode::Timeout:
    case ErrorCode::Conflict:
        return kConnect;
    case ErrorCode::Cancelled:
        return kPartial;
    default:
        return kData;
    }
}

int reportError(const engine::Error& error)
{
    std::cerr << "halcyonctl: " << error.message << '\n';
    return exitCodeOf(error.code);
}

} // namespace halcyon::app
