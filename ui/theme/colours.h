#pragma once

#include "engine/model/score.h"

#include <QColor>

#include <array>

namespace halcyon::ui {

enum class ThemeKind : unsigned char { Dark, Light };

/// Every colour the console draws with. One value a theme; contrast ratios
/// were checked for these pairs, so take a role, never a literal.
struct Colours {
    ThemeKind kind = ThemeKind::Dark;

    QColor canvas, bar, panel, raised, hover, track;
    QColor border; ///< of panels
    QColor control; ///< border of controls, axis lines
    QColor grid; ///< inside charts
    QColor row; ///< between table rows
    QColor selected, selectedText;
    QColor text, text2, text3; ///< text3 never on `raised`
    QColor strong; ///< the last part of the breadcrumb
    QColor accent, onAccent, link;
    QColor ok, warn, high, critical, criticalText, info;
    QColor okGround, warnGround, highGround, criticalGround, infoGround;
    QColor editor; ///< ground of text fields and code
    std::array<QColor, 8> series;
    /// Bars and stacks by severity; fills only, never text. Minimal to Critical.
    std::array<QColor, engine::kSeverityCount> severityFill;
    std::array<QColor, 6> heat; ///< ramp from nothing to most
    int areaTopAlpha = 72, areaBottomAlpha = 6; ///< gradient under a live line

    [[nodiscard]] const QColor& severityText(engine::Severity severity) const;
    [[nodiscard]] const QColor& severityGround(engine::Severity severity) const;
};

[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours& lightColours();

} // namespace halcyon::ui
