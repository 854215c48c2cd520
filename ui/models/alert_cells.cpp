#include "ui/models/alert_cells.h"

#include "ui/format/money.h"
#include "ui/format/names.h"

#include <QCoreApplication>

#include <algorithm>

namespace halcyon::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("AlertCells", text);
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

} // namespace

namespace alert_cells {

QString severity(const AlertRow& row)
{
    return severityLabel(row.severity).toUpper();
}

QString rule(const AlertStore& store, const AlertRow& row)
{
    const QString name = feedText(store.rules()[row.rule]);
    return row.factors > 1 ? QStringLiteral("%1 +%2").arg(name).arg(row.factors - 1) : name;
}

QString amount(const AlertRow& row)
{
    return formatMoney(row.money.amount, row.money.currency);
}

QString state(AlertState state)
{
    switch (state) {
    case AlertState::New:
        return tr("New");
    case AlertState::Acknowledged:
        return tr("Acknowledged");
    case AlertState::Closed:
        break;
    }
    return tr("Closed");
}

Tone stateTone(AlertState state)
{
    return state == AlertState::New         ? Tone::Accent
        : state == AlertState::Acknowledged ? Tone::Warn
                                            : Tone::Tertiary;
}

Mark stateMark(AlertState state)
{
    return state == AlertState::New ? Mark::Dot : Mark::Ring;
}

double scoreFill(const AlertRow& row)
{
    return std::min(1.0, row.score / 100.0);
}

} // namespace alert_cells

bool containsText(std::string_view text, std::string_view lowered)
{
    return std::search(text.begin(), text.end(), lowered.begin(), lowered.end(), [](char a, char b) {
        return lower(a) == b;
    }) != text.end();
}

std::string lowerText(std::string_view text)
{
    std::string lowered(text);
    std::ranges::transform(lowered, lowered.begin(), lower);
    return lowered;
}

} // namespace halcyon::ui
