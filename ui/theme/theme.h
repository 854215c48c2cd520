#pragma once

#include "ui/theme/colours.h"

#include <QPalette>
#include <QString>

namespace halcyon::ui {

/// The colours in force. GUI thread only. A widget that keeps nothing derived
/// from them needs no more: a switch repaints all; one that does rebuilds it in
/// `changeEvent(QEvent::PaletteChange)`.
[[nodiscard]] const Colours& colours();

/// Sets style, palette and style sheet of the application; at start and
/// whenever the theme changes. Needs a QApplication.
void applyTheme(ThemeKind kind);

[[nodiscard]] QPalette paletteOf(const Colours& colours);
/// The few rules that Fusion and a palette cannot express: buttons, fields,
/// headers, scroll bars, menus. No rule matches a table cell (that slows painting).
[[nodiscard]] QString styleSheetOf(const Colours& colours);

} // namespace halcyon::ui
