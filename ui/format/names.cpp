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

QString alertIdLabel(engine::AlertId id)
{
    return QString::fromStdString(engine::formatAlertId(id));
}

} // namespace halcyon::ui
