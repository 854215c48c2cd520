#include "app/ctl/config_command.h"

#include "app/ctl/csv.h"
#include "app/session/engine_parts.h"
#include "app/session/sources.h"

#include <nlohmann/json.hpp>

#include <iomanip>

namespace halcyon::app {

namespace {

[[nodiscard]] std::string shown(const Setting& setting)
{
    if (setting.isSecret)
        return "••••";
    std::string text;
    for (const std::string& value : setting.values)
        text += (text.empty() ? "" : ", ") + value;
    return text;
}

} // namespace

int runConfig(const CommonOptions& options, bool withOrigins, bool onlyCheck, std::ostream& out)
{
    const auto settings = layeredSettings(options);
    if (!settings)
        return reportError(settings.error());
    const auto profile = loadProfile(options);
    if (!profile)
        return reportError(profile.error());
    if (onlyCheck) {
        if (const auto parts = loadEngineParts(*profile); !parts) // zones and rules
            return reportError(parts.error());
        if (const auto sources = checkSources(*profile); !sources)
            return reportError(sources.error());
        out << (options.json ? "{\"valid\": true}\n" : "The configuration is valid.\n");
        return kOk;
    }
    if (options.json) {
        nlohmann::ordered_json all;
        for (const auto& [path, setting] : settings->all()) {
            if (withOrigins)
                all[path] = {{"value", shown(setting)}, {"origin", setting.origin}};
            else
                all[path] = shown(setting);
        }
        out << all.dump(2) << '\n';
        return kOk;
    }
    if (options.csv) {
        out << (withOrigins ? "setting,value,origin\n" : "setting,value\n");
        for (const auto& [path, setting] : settings->all())
            out << csvField(path) << ',' << csvField(shown(setting))
                << (withOrigins ? ',' + csvField(setting.origin) : "") << '\n';
        return kOk;
    }
    for (const auto& [path, setting] : settings->all()) {
        out << std::left << std::setw(38) << path << ' ';
        if (withOrigins)
            out << std::setw(48) << shown(setting) << " # " << setting.origin << '\n';
        else
            out << shown(setting) << '\n';
    }
    return kOk;
}

} // namespace halcyon::app
