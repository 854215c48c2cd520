#include "ui/format/money.h"

#include "ui/format/numbers.h"

#include <cmath>

namespace halcyon::ui {

namespace {

/// The engine's exact plain decimal ("-1234.5"), grouped and with at least two places.
QString grouped(const std::string& plain)
{
    QString text = QString::fromStdString(plain);
    const bool isNegative = text.startsWith(u'-');
    if (isNegative)
        text.remove(0, 1);
    const qsizetype point = text.indexOf(u'.');
    QString decimals = point < 0 ? QString() : text.mid(point + 1);
    while (decimals.size() < 2)
        decimals += u'0';
    QString whole = point < 0 ? text : text.left(point);
    for (qsizetype next = whole.size() - 3; next > 0; next -= 2)
        whole.insert(next, u',');
    return (isNegative ? QStringLiteral("-") : QString()) + whole + u'.' + decimals;
}

QString withSign(QString amount, engine::Currency currency)
{
    const bool isNegative = amount.startsWith(u'-');
    amount.insert(isNegative ? 1 : 0, currencySign(currency));
    return amount;
}

} // namespace

QString currencySign(engine::Currency currency)
{
    const auto code = currency.code();
    if (code == "INR")
        return QStringLiteral("₹");
    if (code == "USD")
        return QStringLiteral("$");
    if (code == "EUR")
        return QStringLiteral("€");
    if (code == "GBP")
        return QStringLiteral("£");
    if (code == "JPY")
        return QStringLiteral("¥");
    return QString::fromLatin1(code.data(), qsizetype(code.size())) + u' ';
}

QString formatGroupedAmount(engine::Amount amount)
{
    return grouped(engine::formatAmount(amount));
}

QString formatGroupedAmount(const engine::AmountSum& sum)
{
    return grouped(engine::formatAmount(sum));
}

QString formatMoney(engine::Amount amount, engine::Currency currency)
{
    return withSign(formatGroupedAmount(amount), currency);
}

QString formatMoney(const engine::AmountSum& sum, engine::Currency currency)
{
    return withSign(formatGroupedAmount(sum), currency);
}

QString formatMoneyShort(const engine::AmountSum& sum, engine::Currency currency)
{
    const double value = sum.toDouble();
    const double magnitude = std::abs(value);
    if (magnitude >= 1e7)
        return withSign(formatDecimal(value / 1e7, 1), currency) + QStringLiteral(" cr");
    if (magnitude >= 1e5)
        return withSign(formatDecimal(value / 1e5, 1), currency) + QStringLiteral(" L");
    return withSign(formatDecimal(value, 0), currency);
}

} // namespace halcyon::ui
