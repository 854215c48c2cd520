#include "ui/shell/settings.h"

namespace halcyon::ui {

namespace {

const QString kTheme = QStringLiteral("window/theme");
const QString kZone = QStringLiteral("window/zone");
const QString kRange = QStringLiteral("window/rangeSeconds");
const QString kGeometry = QStringLiteral("window/geometry");

} // namespace

WindowSettings readSettings(const QSettings& from)
{
    WindowSettings settings;
    if (from.value(kTheme).toString() == QStringLiteral("light"))
        settings.theme = ThemeKind::Light;
    if (from.value(kZone).toString() == QStringLiteral("IST"))
        settings.zone = Zone::Ist;
    const qlonglong range = from.value(kRange).toLongLong();
    for (const qlonglong offered : {300, 900, 1800, 3600}) {
        if (range == offered)
            settings.range = std::chrono::seconds{range};
    }
    settings.geometry = from.value(kGeometry).toByteArray();
    return settings;
}

void writeSettings(QSettings& to, const WindowSettings& settings)
{
    to.setValue(
        kTheme, settings.theme == ThemeKind::Light ? QStringLiteral("light") : QStringLiteral("dark"));
    to.setValue(kZone, zoneName(settings.zone));
    to.setValue(kRange, qlonglong(settings.range.count()));
    to.setValue(kGeometry, settings.geometry);
}

} // namespace halcyon::ui
