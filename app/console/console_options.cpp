#include "app/console/console_options.h"

#include <QCommandLineParser>
#include <QRegularExpression>

namespace halcyon::app {

using engine::ErrorCode;
using engine::failure;

namespace {

struct Parser {
    QCommandLineParser parser;

    Parser()
    {
        const auto value = [this](const char* name, const char* about, const char* valueName) {
            parser.addOption(
                {QString::fromLatin1(name), QString::fromUtf8(about), QString::fromLatin1(valueName)});
        };
        const auto flag = [this](const QStringList& names, const char* about) {
            parser.addOption({names, QString::fromUtf8(about)});
        };
        parser.setApplicationDescription(QStringLiteral("Halcyon: real-time monitoring of payments."));
        value("profile", "The profile to open.", "NAME|FILE");
        flag({QStringLiteral("demo")}, "Run on the built-in broker, database and traffic.");
        value("page", "The page to begin with: overview, alerts, history, streams.", "PAGE");
        flag({QStringLiteral("kiosk")}, "Only the page, over the whole screen.");
        value("screenshot", "Draw the window into this PNG and exit.", "FILE");
        value("after", "When to take it, for example 15s.", "TIME");
        value("size", "Size of the window, for example 1920x1080.", "WxH");
        value("scale", "Size of everything: 1, 1.5, 2.", "FACTOR");
        value("theme", "dark or light.", "THEME");
        value("exit-after", "Exit after this time.", "TIME");
        value("bench", "Measure the window itself; the only one is \"ui\".", "NAME");
        flag({QStringLiteral("json")}, "Results as JSON.");
        flag({QStringLiteral("h"), QStringLiteral("help")}, "This text.");
        flag({QStringLiteral("v"), QStringLiteral("version")}, "The version.");
    }

    [[nodiscard]] QString text(const char* name) const { return parser.value(QString::fromLatin1(name)); }
    [[nodiscard]] bool isSet(const char* name) const { return parser.isSet(QString::fromLatin1(name)); }
};

engine::Error badValue(const char* option, const QString& value, const char* expected)
{
    return {ErrorCode::Usage,
        QStringLiteral("--%1 %2 is not understood: give %3.")
            .arg(QLatin1String(option), value, QString::fromUtf8(expected))
            .toStdString()};
}

/// Reads a time option into `into`; the error when it is not one.
std::optional<engine::Error> readTime(
    const Parser& parser, const char* option, std::chrono::milliseconds& into)
{
    if (!parser.isSet(option))
        return std::nullopt;
    const auto time = parseDuration(parser.text(option));
    if (!time)
        return badValue(option, parser.text(option), "a time such as 15s, 500ms or 2m");
    into = *time;
    return std::nullopt;
}

std::optional<engine::Error> readLooks(const Parser& parser, ConsoleOptions& options)
{
    if (parser.isSet("size")) {
        static const QRegularExpression kSize(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const auto match = kSize.match(parser.text("size"));
        if (!match.hasMatch())
            return badValue("size", parser.text("size"), "width x height, such as 1920x1080");
        options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    if (parser.isSet("scale")) {
        options.scale = parser.text("scale").toDouble();
        if (options.scale < 0.5 || options.scale > 4)
            return badValue("scale", parser.text("scale"), "a factor from 0.5 to 4");
    }
    options.theme = parser.text("theme");
    if (parser.isSet("theme") && options.theme != QStringLiteral("dark")
        && options.theme != QStringLiteral("light"))
        return badValue("theme", options.theme, "dark or light");
    return std::nullopt;
}

std::optional<engine::Error> readTimes(const Parser& parser, ConsoleOptions& options)
{
    if (auto error = readTime(parser, "after", options.screenshotAfter))
        return error;
    if (!parser.isSet("exit-after"))
        return std::nullopt;
    options.exitAfter.emplace(0);
    return readTime(parser, "exit-after", *options.exitAfter);
}

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(const QString& text)
{
    static const QRegularExpression kDuration(QStringLiteral("^(\\d{1,7})(ms|s|m|h)?$"));
    const auto match = kDuration.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const std::int64_t number = match.captured(1).toLongLong();
    const QString unit = match.captured(2);
    if (unit == QStringLiteral("ms"))
        return std::chrono::milliseconds{number};
    if (unit == QStringLiteral("m"))
        return std::chrono::minutes{number};
    if (unit == QStringLiteral("h"))
        return std::chrono::hours{number};
    return std::chrono::seconds{number};
}

engine::Result<ConsoleOptions> parseConsoleOptions(const QStringList& arguments)
{
    Parser parser;
    if (!parser.parser.parse(QStringList{QStringLiteral("halcyon")} + arguments))
        return failure(
            ErrorCode::Usage, (parser.parser.errorText() + QStringLiteral(" See --help.")).toStdString());
    if (!parser.parser.positionalArguments().isEmpty())
        return failure(ErrorCode::Usage,
            QStringLiteral("\"%1\" is not an option; see --help.")
                .arg(parser.parser.positionalArguments().first())
                .toStdString());
    ConsoleOptions options;
    options.wantsHelp = parser.isSet("help");
    options.wantsVersion = parser.isSet("version");
    options.profile = parser.text("profile");
    options.isDemo = parser.isSet("demo");
    options.page = parser.text("page");
    options.isKiosk = parser.isSet("kiosk");
    options.screenshot = parser.text("screenshot");
    options.isJson = parser.isSet("json");
    options.isBench = parser.isSet("bench");
    if (options.isBench && parser.text("bench") != QStringLiteral("ui"))
        return tl::unexpected(badValue("bench", parser.text("bench"), "ui"));
    if (auto error = readLooks(parser, options))
        return tl::unexpected(*error);
    if (auto error = readTimes(parser, options))
        return tl::unexpected(*error);
    return options;
}

QString consoleHelp()
{
    const Parser parser;
    // Asked for before there is an application, whose name it would be.
    return parser.parser.helpText().replace(QStringLiteral("<executable_name>"), QStringLiteral("halcyon"))
        + QStringLiteral(
            "\nExamples:\n"
            "  halcyon --demo\n"
            "  halcyon --profile payments-mumbai --page alerts\n"
            "  halcyon --demo --screenshot live.png --after 15s --size 1920x1080 --scale 1.5 --theme light\n"
            "  halcyon --demo --bench ui --json\n");
}

} // namespace halcyon::app
