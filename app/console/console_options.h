#pragma once

#include "engine/model/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace halcyon::app {

/// The command line of `halcyon`, as cli.md describes it.
struct ConsoleOptions {
    QString profile; ///< a name or a file; empty = the default
    bool isDemo = false;
    QString page; ///< empty = the first one
    bool isKiosk = false;
    QString screenshot; ///< file to draw the window into; empty = none
    std::chrono::milliseconds screenshotAfter{std::chrono::seconds{3}};
    QSize size; ///< of the window; invalid = as remembered
    double scale = 0; ///< 0 = the screen's
    QString theme; ///< "dark", "light"; empty = as remembered
    std::optional<std::chrono::milliseconds> exitAfter;
    bool isBench = false;
    bool isJson = false;

    bool wantsHelp = false;
    bool wantsVersion = false;
};

/// Reads the arguments (without the program's name). A `Usage` error names what is wrong.
[[nodiscard]] engine::Result<ConsoleOptions> parseConsoleOptions(const QStringList& arguments);
[[nodiscard]] QString consoleHelp();

/// "15s", "500ms", "2m", "10" (seconds); nothing for anything else.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(const QString& text);

} // namespace halcyon::app
