#pragma once

#include <QString>
#include <QWidget>

namespace halcyon::app {

/// Draws the real window into a PNG at the screen's pixel ratio; false when the
/// file cannot be written.
[[nodiscard]] bool saveScreenshot(QWidget& window, const QString& file);

} // namespace halcyon::app
