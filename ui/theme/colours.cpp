#include "ui/theme/colours.h"

namespace halcyon::ui {

namespace {

QColor hex(QRgb rgb)
{
    return QColor::fromRgb(rgb);
}

Colours makeDark()
{
    Colours c;
    c.kind = ThemeKind::Dark;
    c.canvas = hex(0x0D0F13);
    c.bar = hex(0x12151A);
    c.panel = hex(0x171A20);
    c.raised = hex(0x1E222A);
    c.hover = c.track = hex(0x272C36);
    c.border = hex(0x262B34);
    c.control = hex(0x39404C);
    c.grid = hex(0x242932);
    c.row = hex(0x1F242C);
    c.selected = hex(0x123B43);
    c.selectedText = hex(0xE3E6EB);
    c.text = hex(0xE3E6EB);
    c.text2 = hex(0xA3ABB8);
    c.text3 = hex(0x7E8796);
    c.strong = hex(0xF2F4F7);
    c.accent = c.link = hex(0x2FB5C7);
    c.onAccent = hex(0x06171A);
    c.ok = hex(0x46C28A);
    c.warn = hex(0xF2B53A);
    c.high = hex(0xFF8B4A);
    c.critical = hex(0xF4566A);
    c.criticalText = hex(0xFF8795);
    c.info = hex(0x62A8F8);
    c.okGround = hex(0x14302A);
    c.warnGround = hex(0x3A2F1A);
    c.highGround = hex(0x3B2A24);
    c.criticalGround = hex(0x3A2329);
    c.infoGround = hex(0x232F41);
    c.editor = hex(0x12151A);
    c.series = {hex(0x62A8F8), hex(0x46C28A), hex(0xF2B53A), hex(0xF27A66), hex(0xB490F5), hex(0x3CC4CF),
        hex(0xF08CC0), hex(0xA9BC52)};
    c.severityFill = {hex(0x7E8796), hex(0x62A8F8), hex(0xF2B53A), hex(0xFF8B4A), hex(0xF4566A)};
    c.heat = {hex(0x171A20), hex(0x123B43), hex(0x1C7585), hex(0x2FB5C7), hex(0xF2B53A), hex(0xF4566A)};
    return c;
}

Colours makeLight()
{
    Colours c;
    c.kind = ThemeKind::Light;
    c.canvas = hex(0xEDF0F4);
    c.bar = hex(0xFAFBFC);
    c.panel = hex(0xFFFFFF);
    c.raised = hex(0xF3F5F8);
    c.hover = c.track = hex(0xE3E8EE);
    c.border = hex(0xD5DBE3);
    c.control = hex(0xAEB8C5);
    c.grid = hex(0xE8ECF1);
    c.row = hex(0xEDF0F4);
    c.selected = hex(0xCFEBF0);
    c.selectedText = hex(0x14181F);
    c.text = hex(0x1A1F27);
    c.text2 = hex(0x46505E);
    c.text3 = hex(0x5D6776);
    c.strong = hex(0x0E1218);
    c.accent = hex(0x0A7486);
    c.onAccent = hex(0xFFFFFF);
    c.link = hex(0x0A6E80);
    c.ok = hex(0x12734A);
    c.warn = hex(0x855A00);
    c.high = hex(0xAF440B);
    c.critical = hex(0xC2253A);
    c.criticalText = hex(0xAE1C30);
    c.info = hex(0x1A62C0);
    c.okGround = hex(0xDDF1E7);
    c.warnGround = hex(0xF9EDCF);
    c.highGround = hex(0xFBE4D8);
    c.criticalGround = hex(0xFADFE3);
    c.infoGround = hex(0xDEEAFA);
    c.editor = hex(0xFAFBFC);
    c.series = {hex(0x2C78D6), hex(0x17875A), hex(0xB57F00), hex(0xC94F3A), hex(0x7A52CC), hex(0x0E8191),
        hex(0xB93F86), hex(0x687C12)};
    c.severityFill = {hex(0x5D6776), hex(0x2C78D6), hex(0xC28700), hex(0xE0681E), hex(0xD6334A)};
    c.heat = {hex(0xFFFFFF), hex(0xD3ECF0), hex(0x8CCBD6), hex(0x2E9DAF), hex(0xE3A21F), hex(0xC2253A)};
    c.areaTopAlpha = 41;
    c.areaBottomAlpha = 5;
    return c;
}

} // namespace

const QColor& Colours::severityText(engine::Severity severity) const
{
    switch (severity) {
    case engine::Severity::Critical:
        return criticalText;
    case engine::Severity::High:
        return high;
    case engine::Severity::Medium:
        return warn;
    case engine::Severity::Low:
        return info;
    case engine::Severity::Minimal:
        break;
    }
    return text2;
}

const QColor& Colours::severityGround(engine::Severity severity) const
{
    switch (severity) {
    case engine::Severity::Critical:
        return criticalGround;
    case engine::Severity::High:
        return highGround;
    case engine::Severity::Medium:
        return warnGround;
    case engine::Severity::Low:
        return infoGround;
    case engine::Severity::Minimal:
        break;
    }
    return hover;
}

const Colours& darkColours()
{
    static const Colours colours = makeDark();
    return colours;
}

const Colours& lightColours()
{
    static const Colours colours = makeLight();
    return colours;
}

} // namespace halcyon::ui
