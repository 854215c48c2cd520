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

/// All of it but the style sheet: enough to build widgets on. While there is a
/// sheet, each widget that finds its parent is styled again with all inside it;
/// a window that is built before its sheet appears in two thirds of the time.
void prepareTheme(ThemeKind kind);

[[nodiscard]] QPalette paletteOf(const Colours& colours);
/// The few rules that Fusion and a palette cannot express: buttons, fields,
/// headers, scroll bars, menus. No rule matches a table cell (that slows painting).
[[nodiscard]] QString styleSheetOf(const Colours& colours);

} // namespace halcyon::ui
