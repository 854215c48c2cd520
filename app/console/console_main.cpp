#include "app/console/console_backend.h"
#include "app/console/runtime_folder.h"
#include "app/console/screenshot.h"
#include "app/console/window_bench.h"
#include "ui/console/console.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTimer>

#include <cstdio>

namespace halcyon::app {

namespace {

constexpr std::chrono::seconds kBenchTime{6};
constexpr std::chrono::milliseconds kServersAfterShow{100};

enum ExitCode { kOk = 0, kFailed = 1, kUsage = 2, kConfiguration = 3, kConnect = 4, kDataError = 5 };

int exitCodeOf(engine::ErrorCode code)
{
    switch (code) {
    case engine::ErrorCode::Usage:
        return kUsage;
    case engine::ErrorCode::Config:
        return kConfiguration;
    case engine::ErrorCode::Connect:
    case engine::ErrorCode::Access:
    case engine::ErrorCode::Timeout:
        return kConnect;
    case engine::ErrorCode::Data:
        return kDataError;
    default:
        return kFailed;
    }
}

int fail(const engine::Error& error)
{
    std::fprintf(stderr, "halcyon: %s\n", error.message.c_str());
    return exitCodeOf(error.code);
}

/// What must be in the environment before Qt starts.
void prepareEnvironment(const ConsoleOptions& options)
{
    if (options.scale > 0)
        qputenv("QT_SCALE_FACTOR", QByteArray::number(options.scale));
    const bool hasDisplay
        = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    const bool needsNoDisplay = !options.screenshot.isEmpty() || options.isBench;
    if (!hasDisplay && needsNoDisplay && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // Else Qt warns on stderr and makes a folder up.
    if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR"))
        if (const auto folder = privateRuntimeFolder(QDir::tempPath().toStdString()))
            qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(folder->string()));
}

bool hasNoWhereToDraw()
{
    return !qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// One run of the window, from settings to settings.
class ConsoleRun {
public:
    ConsoleRun(ConsoleBackend& backend, const ConsoleOptions& options)
        : m_backend(backend)
        , m_options(options)
        , m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("halcyon"),
              QStringLiteral("console"))
        , m_console(
              {backend.engine(), backend.history(), backend.profile(), [&backend] { return backend.now(); }})
        , m_firstFrame(m_console.window())
    {
        m_console.window().applySettings(wantedSettings());
        QObject::connect(
            &m_console.window(), &ui::MainWindow::closing, &m_console.window(), [this] { remember(); });
        QObject::connect(&m_noticeTimer, &QTimer::timeout, [this] { showNotices(); });
        m_noticeTimer.start(std::chrono::seconds{1});
        showNotices();
        showMissingFonts();
    }

    [[nodiscard]] int run()
    {
        ui::MainWindow& window = m_console.window();
        if (!m_options.page.isEmpty() && !window.showPage(m_options.page))
            return fail({engine::ErrorCode::Usage,
                QStringLiteral("There is no page \"%1\"; there are: %2.")
                    .arg(m_options.page, window.pageIds().join(QStringLiteral(", ")))
                    .toStdString()});
        if (m_options.size.isValid())
            window.resize(m_options.size);
        window.setKiosk(m_options.isKiosk);
        m_console.start();
        window.show();
        QTimer::singleShot(kServersAfterShow, &window, [this] { m_backend.startServers(); });
        if (m_options.isBench)
            return bench();
        if (!m_options.screenshot.isEmpty())
            QTimer::singleShot(m_options.screenshotAfter, &window, [this] { takeScreenshot(); });
        if (m_options.exitAfter)
            QTimer::singleShot(*m_options.exitAfter, &window, [] { QApplication::exit(kOk); });
        return QApplication::exec();
    }

private:
    [[nodiscard]] ui::WindowSettings wantedSettings() const
    {
        ui::WindowSettings settings = ui::readSettings(m_settings);
        if (!m_options.theme.isEmpty())
            settings.theme
                = m_options.theme == QStringLiteral("light") ? ui::ThemeKind::Light : ui::ThemeKind::Dark;
        if (m_options.size.isValid())
            settings.geometry.clear();
        return settings;
    }

    void remember()
    {
        const bool isPosed = m_options.size.isValid() || !m_options.theme.isEmpty() || m_options.isKiosk;
        if (!isPosed)
            ui::writeSettings(m_settings, m_console.window().settings());
    }

    void showMissingFonts()
    {
        const QStringList missing = ui::missingFontFamilies();
        if (!missing.isEmpty())
            m_console.window().setNotice(QStringLiteral("fonts"),
                ui::MainWindow::tr(
                    "The font %1 is not installed, so text may look wrong: install the packages "
                    "fonts-inter and fonts-jetbrains-mono.")
                    .arg(missing.join(QStringLiteral(", "))));
    }

    void showNotices()
    {
        QStringList ids;
        for (const auto& notice : m_backend.notices()) {
            ids << QString::fromStdString(notice.id);
            m_console.window().setNotice(ids.last(), QString::fromStdString(notice.sentence));
        }
        for (const auto& old : m_noticeIds) {
            if (!ids.contains(old))
                m_console.window().setNotice(old, {});
        }
        m_noticeIds = ids;
    }

    void takeScreenshot()
    {
        const bool isSaved = saveScreenshot(m_console.window(), m_options.screenshot);
        QApplication::exit(isSaved
                ? int(kOk)
                : fail({engine::ErrorCode::Storage,
                    "The screenshot cannot be written to " + m_options.screenshot.toStdString()
                        + ": check the folder and its rights."}));
    }

    [[nodiscard]] int bench()
    {
        const auto rows = benchWindow(m_console, {10, 30}, kBenchTime);
        const std::string text = m_options.isJson
            ? toJson(rows, m_console.window().devicePixelRatioF(), m_firstFrame.milliseconds())
            : toText(rows, m_firstFrame.milliseconds());
        std::fputs(text.c_str(), stdout);
        return kOk;
    }

    ConsoleBackend& m_backend;
    const ConsoleOptions& m_options;
    QSettings m_settings;
    ui::Console m_console;
    FirstFrame m_firstFrame;
    QTimer m_noticeTimer;
    QStringList m_noticeIds;
};

} // namespace

int consoleMain(int argc, char** argv, const BackendFactory& makeBackend)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = parseConsoleOptions(arguments);
    if (!options)
        return fail(options.error());
    if (options->wantsHelp || options->wantsVersion) {
        const QString text
            = options->wantsHelp ? consoleHelp() : QStringLiteral("halcyon " HALCYON_VERSION "\n");
        std::fputs(text.toUtf8().constData(), stdout);
        return kOk;
    }
    prepareEnvironment(*options);
    if (hasNoWhereToDraw())
        return fail({engine::ErrorCode::Connect,
            "There is no display to draw the window on: set DISPLAY, or use \"halcyonctl watch\" in this "
            "terminal."});
    int qtArguments = 1; // ours are read; Qt gets only the program's name
    const QApplication application(qtArguments, argv);
    QApplication::setApplicationName(QStringLiteral("halcyon"));
    QApplication::setApplicationDisplayName(QStringLiteral("Halcyon"));
    QApplication::setApplicationVersion(QStringLiteral(HALCYON_VERSION));
    ui::prepareTheme(ui::ThemeKind::Dark); // applySettings() finishes it
    auto backend = makeBackend(*options);
    if (!backend)
        return fail(backend.error());
    return ConsoleRun(**backend, *options).run();
}

} // namespace halcyon::app
