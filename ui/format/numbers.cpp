#include "ui/format/numbers.h"

#include <array>
#include <cmath>

namespace halcyon::ui {

namespace {

enum class Grouping { Indian, Thousands };

/// `digits` holds decimal digits only.
QString grouped(QString digits, Grouping grouping)
{
    qsizetype next = digits.size() - 3;
    while (next > 0) {
        digits.insert(next, u',');
        next -= grouping == Grouping::Indian ? 2 : 3;
    }
    return digits;
}

QString groupedNumber(std::int64_t number, Grouping grouping)
{
    const bool isNegative = number < 0;
    const auto magnitude = isNegative ? std::uint64_t(0) - std::uint64_t(number) : std::uint64_t(number);
    const QString digits = grouped(QString::number(magnitude), grouping);
    return isNegative ? u'-' + digits : digits;
}

QString withoutTrailingZeros(QString text)
{
    if (!text.contains(u'.'))
        return text;
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

} // namespace

QString formatCount(std::int64_t count)
{
    return groupedNumber(count, Grouping::Indian);
}

QString formatOffset(std::int64_t offset)
{
    return groupedNumber(offset, Grouping::Thousands);
}

QString formatDecimal(double value, int decimals)
{
    if (!std::isfinite(value))
        return QString::fromUtf16(kNoValue);
    QString text = QString::number(std::abs(value), 'f', decimals);
    const qsizetype point = text.indexOf(u'.');
    const QString whole = point < 0 ? text : text.left(point);
    const QString rest = point < 0 ? QString() : text.mid(point);
    const bool isZero = text.toDouble() == 0.0;
    return (value < 0 && !isZero ? QStringLiteral("-") : QString()) + grouped(whole, Grouping::Indian) + rest;
}

QString formatSi(double value)
{
    if (!std::isfinite(value))
        return QString::fromUtf16(kNoValue);
    struct Unit {
        double size;
        QLatin1String symbol;
    };
    static const std::array<Unit, 4> kUnits{Unit{1e12, QLatin1String("T")}, {1e9, QLatin1String("G")},
        {1e6, QLatin1String("M")}, {1e3, QLatin1String("k")}};
    const double magnitude = std::abs(value);
    for (const auto& unit : kUnits) {
        if (magnitude >= unit.size * 0.99995)
            return withoutTrailingZeros(
                       QString::number(value / unit.size, 'f', magnitude < unit.size * 10 ? 2 : 1))
                + unit.symbol;
    }
    return withoutTrailingZeros(QString::number(value, 'f', magnitude < 1 ? 3 : magnitude < 10 ? 2 : 1));
}

QString formatPercent(double percent, int decimals)
{
    const QString figure = formatDecimal(percent, decimals);
    return std::isfinite(percent) ? figure + QStringLiteral(" %") : figure;
}

QString formatFigure(double value)
{
    return formatDecimal(value, std::abs(value) < 99.95 ? 1 : 0);
}

QString formatBytes(std::uint64_t bytes)
{
    if (bytes < 1000)
        return QStringLiteral("%1 B").arg(bytes);
    static const std::array<QLatin1String, 4> kUnits{
        QLatin1String("kB"), QLatin1String("MB"), QLatin1String("GB"), QLatin1String("TB")};
    double size = double(bytes) / 1000;
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < kUnits.size()) {
        size /= 1000;
        ++unit;
    }
    return QString::number(size, 'f', size < 9.95 ? 1 : 0) + u' ' + kUnits[unit];
}

} // namespace halcyon::ui
