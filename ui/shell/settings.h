#pragma once

#include "ui/format/times.h"
#include "ui/theme/colours.h"

#include <QByteArray>
#include <QSettings>

namespace halcyon::ui {

/// What the window remembers between two runs.
struct WindowSettings {
    ThemeKind theme = ThemeKind::Dark;
    Zone zone = Zone::Utc;
    std::chrono::seconds range{900};
    QByteArray geometry;
};

/// Unknown or damaged values are read as the defaults.
[[nodiscard]] WindowSettings readSettings(const QSettings& from);
void writeSettings(QSettings& to, const WindowSettings& settings);

} // namespace halcyon::ui
