#include "ui/format/names.h"

#include <QCoreApplication>

namespace halcyon::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Names", text);
}

} // namespace

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString feedText(std::string_view text)
{
    QString shown = toText(text);
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const char16_t unit = shown[i].unicode();
        const bool turnsDirection = (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069)
            || unit == 0x200E || unit == 0x200F;
        if (unit < 0x20)
            shown[i] = QChar(char16_t(0x2400 + unit)); // the control pictures
        else if (unit == 0x7F)
            shown[i] = QChar(char16_t(0x2421));
        else if (turnsDirection)
            shown[i] = QChar(char16_t(0xFFFD));
    }
    return shown;
}

QString streamLabel(engine::StreamId stream)
{
    return stream == engine::StreamId::Upi ? tr("UPI") : tr("E-commerce");
}

QString streamShortLabel(engine::StreamId stream)
{
    return stream == engine::StreamId::Upi ? tr("UPI") : tr("E-com");
}

QString severityLabel(engine::Severity severity)
{
    switch (severity) {
    case engine::Severity::Critical:
        return tr("Critical");
    case engine::Severity::High:
        return tr("High");
    case engine::Severity::Medium:
        return tr("Medium");
    case engine::Severity::Low:
        return tr("Low");
    case engine::Severity::Minimal:
        break;
    }
    return tr("Minimal");
}

QString bucketLabel(engine::Bucket bucket)
{
    switch (bucket) {
    case engine::Bucket::Clean:
        return tr("Clean");
    case engine::Bucket::Duplicate:
        return tr("Duplicate");
    case engine::Bucket::Late:
        return tr("Late");
    case engine::Bucket::DeadLetter:
        return tr("Dead letter");
    case engine::Bucket::Filtered:
        break;
    }
    return tr("Filtered");
}

QString outcomeLabel(std::string_view outcome)
{
    if (outcome == "confirmed")
        return tr("confirmed");
    if (outcome == "valuable")
        return tr("valuable");
    if (outcome == "false_positive")
        return tr("false positive");
    return outcome == "inconclusive" ? tr("inconclusive") : feedText(outcome);
}

QString alertIdLabel(engine::AlertId id)
{
    return QString::fromStdString(engine::formatAlertId(id));
}

} // namespace halcyon::ui
