#include "ui/theme/theme.h"

#include "ui/theme/fonts.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>

namespace halcyon::ui {

namespace {

const Colours* s_colours = nullptr; // GUI thread only

void setGroupColours(QPalette& palette, QPalette::ColorGroup group, const QColor& text, const Colours& c)
{
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(group, role, text);
    palette.setColor(group, QPalette::Window, c.canvas);
    palette.setColor(group, QPalette::Base, c.panel);
    palette.setColor(group, QPalette::AlternateBase, c.raised);
    palette.setColor(group, QPalette::Button, c.raised);
    palette.setColor(group, QPalette::BrightText, c.critical);
    palette.setColor(group, QPalette::Highlight, c.selected);
    palette.setColor(group, QPalette::HighlightedText, c.selectedText);
    palette.setColor(group, QPalette::ToolTipBase, c.raised);
    palette.setColor(group, QPalette::ToolTipText, c.text);
    palette.setColor(group, QPalette::PlaceholderText, c.text2);
    palette.setColor(group, QPalette::Link, c.link);
    palette.setColor(group, QPalette::LinkVisited, c.link);
    palette.setColor(group, QPalette::Light, c.control);
    palette.setColor(group, QPalette::Midlight, c.hover);
    palette.setColor(group, QPalette::Mid, c.border);
    palette.setColor(group, QPalette::Dark, c.border);
    palette.setColor(group, QPalette::Shadow, c.canvas);
}

// Names in capitals are replaced by colours. Every rule names a class or an object.
constexpr auto kStyleSheet = R"(
QToolTip { background: RAISED; color: TEXT; border: 1px solid CONTROL; padding: 4px 7px; }
QPushButton { background: RAISED; color: TEXT; border: 1px solid CONTROL; border-radius: 4px; padding: 0 11px; min-height: 26px; max-height: 26px; font-weight: 600; }
QPushButton:hover { background: HOVER; }
QPushButton:pressed, QPushButton:checked { background: SELECTED; color: SELTEXT; }
QPushButton:focus { border-color: ACCENT; }
QPushButton:disabled { background: PANEL; color: TEXT3; }
QPushButton[role="primary"] { background: ACCENT; border-color: ACCENT; color: ONACCENT; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:focus { border-color: STRONG; }
QPushButton[role="primary"]:disabled { background: PANEL; border-color: CONTROL; color: TEXT3; }
QPushButton[role="dangerous"] { background: transparent; border-color: CRITICAL; color: CRITTEXT; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: TEXT2; }
QPushButton[role="quiet"]:hover { background: HOVER; color: TEXT; }
QPushButton[role="quiet"]:focus { border-color: ACCENT; }
QPushButton::menu-indicator { width: 0; image: none; }
QLineEdit, QPlainTextEdit { background: EDITOR; color: TEXT; border: 1px solid CONTROL; border-radius: 4px; padding: 0 9px; selection-background-color: SELECTED; selection-color: SELTEXT; }
QLineEdit { min-height: 26px; max-height: 26px; }
QLineEdit[small="true"] { min-height: 22px; max-height: 22px; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: ACCENT; }
QLineEdit[verdict="valid"] { background: GROUNDOFOK; border-color: INKOFOK; }
QLineEdit[verdict="slow"] { background: GROUNDOFWARN; border-color: INKOFWARN; }
QLineEdit[verdict="error"] { background: GROUNDOFCRIT; border-color: CRITICAL; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: PANEL; color: TEXT3; }
QMenu { background: RAISED; color: TEXT; border: 1px solid CONTROL; padding: 4px 0; }
QMenu::item { padding: 5px 28px 5px 14px; }
QMenu::item:selected { background: SELECTED; color: SELTEXT; }
QMenu::separator { height: 1px; background: CONTROL; margin: 4px 0; }
QScrollBar:vertical { background: transparent; width: 6px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 6px; margin: 0; }
QScrollBar::handle { background: CONTROL; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

} // namespace

const Colours& colours()
{
    return s_colours ? *s_colours : darkColours();
}

QPalette paletteOf(const Colours& c)
{
    QPalette palette;
    setGroupColours(palette, QPalette::Active, c.text, c);
    setGroupColours(palette, QPalette::Inactive, c.text, c);
    setGroupColours(palette, QPalette::Disabled, c.text3, c);
    return palette;
}

QString styleSheetOf(const Colours& c)
{
    QString sheet = QString::fromLatin1(kStyleSheet);
    // longer names first: TEXT is a part of the others
    const std::pair<const char*, QColor> names[]
        = {{"SELTEXT", c.selectedText}, {"CRITTEXT", c.criticalText}, {"ONACCENT", c.onAccent},
            {"TEXT3", c.text3}, {"TEXT2", c.text2}, {"TEXT", c.text}, {"RAISED", c.raised},
            {"CONTROL", c.control}, {"HOVER", c.hover}, {"SELECTED", c.selected}, {"ACCENT", c.accent},
            {"PANEL", c.panel}, {"STRONG", c.strong}, {"CRITICAL", c.critical}, {"EDITOR", c.editor}, {"GROUNDOFOK", c.okGround},
            {"INKOFOK", c.ok}, {"GROUNDOFWARN", c.warnGround}, {"INKOFWARN", c.warn},
            {"GROUNDOFCRIT", c.criticalGround}};
    for (const auto& [name, colour] : names)
        sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

void prepareTheme(ThemeKind kind)
{
    s_colours = kind == ThemeKind::Dark ? &darkColours() : &lightColours();
    if (!qApp->style()->inherits("QFusionStyle") && qApp->styleSheet().isEmpty())
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(uiFont());
    QApplication::setPalette(paletteOf(*s_colours));
}

void applyTheme(ThemeKind kind)
{
    prepareTheme(kind);
    qApp->setStyleSheet(styleSheetOf(*s_colours));
}

} // namespace halcyon::ui
