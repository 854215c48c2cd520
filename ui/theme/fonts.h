#pragma once

#include <QFont>
#include <QString>
#include <QStringList>

class QPainter;
class QPointF;

namespace halcyon::ui {

/// Inter: names, labels, titles. Sizes in px at scale 1.
[[nodiscard]] QFont uiFont(int pixelSize = 12, QFont::Weight weight = QFont::Medium);
/// JetBrains Mono without ligatures: numbers, times, ids; digits of one width.
[[nodiscard]] QFont monoFont(int pixelSize = 12, QFont::Weight weight = QFont::Normal);

/// The families that are not installed, of the two the console needs. Without
/// them Qt falls back silently, and without any font text is silently empty.
[[nodiscard]] QStringList missingFontFamilies();

/// Draws with the painter's font, every digit in a cell as wide as the widest
/// one, so that a changing number does not jitter. Returns the width.
/// (Qt 6.4 cannot ask Inter for its tabular figures.)
double drawTabular(QPainter& painter, const QPointF& baseline, const QString& text);
[[nodiscard]] double tabularWidth(const QFont& font, const QString& text);

} // namespace halcyon::ui
