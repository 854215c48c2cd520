#include "ui/theme/fonts.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr auto kUiFamily = "Inter";
constexpr auto kMonoFamily = "JetBrains Mono";

QFont makeFont(const char* family, int pixelSize, QFont::Weight weight)
{
    QFont font{QString::fromLatin1(family)};
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

double digitWidth(const QFontMetricsF& metrics)
{
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

} // namespace

QFont uiFont(int pixelSize, QFont::Weight weight)
{
    return makeFont(kUiFamily, pixelSize, weight);
}

QFont monoFont(int pixelSize, QFont::Weight weight)
{
    QFont font = makeFont(kMonoFamily, pixelSize, weight);
    font.setStyleHint(QFont::Monospace);
    font.setStyleStrategy(QFont::PreferNoShaping); // its ligatures would draw ">=" as one sign
    return font;
}

QStringList missingFontFamilies()
{
    QStringList missing;
    for (const char* family : {kUiFamily, kMonoFamily}) {
        const QString name = QString::fromLatin1(family);
        if (QFontInfo(QFont(name)).family() != name)
            missing << name;
    }
    return missing;
}

double drawTabular(QPainter& painter, const QPointF& baseline, const QString& text)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double cell = digitWidth(metrics);
    double x = baseline.x();
    for (const QChar character : text) {
        const double natural = metrics.horizontalAdvance(character);
        const double width = character.isDigit() ? cell : natural;
        painter.drawText(QPointF(x + (width - natural) / 2, baseline.y()), QString(character));
        x += width;
    }
    return x - baseline.x();
}

double tabularWidth(const QFont& font, const QString& text)
{
    const QFontMetricsF metrics(font);
    const double cell = digitWidth(metrics);
    double width = 0;
    for (const QChar character : text)
        width += character.isDigit() ? cell : metrics.horizontalAdvance(character);
    return width;
}

} // namespace halcyon::ui
