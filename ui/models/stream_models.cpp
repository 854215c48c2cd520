#include "ui/models/stream_models.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/cell_roles.h"

#include <QCoreApplication>

#include <algorithm>

namespace halcyon::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StreamModels", text);
}

Tone toneOf(ReadingState state)
{
    switch (state) {
    case ReadingState::Reading:
        return Tone::Ok;
    case ReadingState::Idle:
        return Tone::Tertiary;
    case ReadingState::Behind:
        return Tone::Warn;
    case ReadingState::Stopped:
        break;
    }
    return Tone::Critical;
}

QVariant sparkOf(const std::vector<float>& values)
{
    return QVariant::fromValue(QList<float>(values.begin(), values.end()));
}

QString rateText(double rate)
{
    return rate < 0.05 ? tr("idle") : formatFigure(rate);
}

Tone lagTone(double seconds)
{
    return seconds >= 60 ? Tone::Critical : seconds >= kBehindSeconds ? Tone::Warn : Tone::Plain;
}

void addTo(TopicStatus& topic, const engine::PartitionStatus& partition)
{
    ++topic.partitions;
    topic.rate += partition.messagesPerSecond;
    // both end now: align at the back
    if (topic.rateHistory.size() < partition.rateHistory.size())
        topic.rateHistory.insert(
            topic.rateHistory.begin(), partition.rateHistory.size() - topic.rateHistory.size(), 0.0F);
    auto sum = topic.rateHistory.rbegin();
    for (auto rate = partition.rateHistory.rbegin(); rate != partition.rateHistory.rend(); ++rate, ++sum)
        *sum += *rate;
    topic.lag += partition.lag();
    topic.lagSeconds = std::max(topic.lagSeconds, partition.lagSeconds);
    const ReadingState state = readingStateOf(partition);
    if (topic.state == ReadingState::Idle || (state != ReadingState::Idle && state > topic.state))
        topic.state = state;
}

} // namespace

ReadingState readingStateOf(const engine::PartitionStatus& partition)
{
    if (!partition.trouble.empty())
        return ReadingState::Stopped;
    if (partition.lagSeconds >= kBehindSeconds)
        return ReadingState::Behind;
    return partition.isIdle ? ReadingState::Idle : ReadingState::Reading;
}

QString readingStateLabel(ReadingState state)
{
    switch (state) {
    case ReadingState::Reading:
        return tr("reading");
    case ReadingState::Idle:
        return tr("idle");
    case ReadingState::Behind:
        return tr("behind");
    case ReadingState::Stopped:
        break;
    }
    return tr("stopped");
}

std::vector<TopicStatus> topicsOf(const std::vector<engine::PartitionStatus>& partitions)
{
    std::vector<TopicStatus> topics;
    for (const auto& partition : partitions) {
        if (topics.empty() || topics.back().name != partition.topic) {
            topics.emplace_back();
            topics.back().name = partition.topic;
            topics.back().stream = partition.stream;
        }
        addTo(topics.back(), partition);
    }
    return topics;
}

QString TopicsModel::title(int column) const
{
    switch (Column(column)) {
    case Topic:
        return tr("Topic");
    case Stream:
        return tr("Stream");
    case Partitions:
        return tr("Part.");
    case Rate:
        return tr("Rate /s");
    case History:
        return tr("15 min");
    case Lag:
        return tr("Lag");
    case LagSeconds:
        return tr("Lag s");
    case ColumnCount:
        break;
    }
    return {};
}

QString TopicsModel::textOf(const TopicStatus& row, int column)
{
    switch (Column(column)) {
    case Topic:
        return feedText(row.name);
    case Stream:
        return toText(engine::streamName(row.stream));
    case Partitions:
        return QString::number(row.partitions);
    case Rate:
        return rateText(row.rate);
    case Lag:
        return formatCount(row.lag);
    case LagSeconds:
        return formatDecimal(row.lagSeconds, 1);
    case History:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TopicsModel::rawOf(const TopicStatus& row, int column)
{
    switch (Column(column)) {
    case Topic:
    case Stream:
        return textOf(row, column);
    case Partitions:
        return row.partitions;
    case Rate:
        return row.rate;
    case Lag:
        return qlonglong(row.lag);
    case LagSeconds:
        return row.lagSeconds;
    case History:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TopicsModel::cell(const TopicStatus& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, column);
    case role::kSort:
        return rawOf(row, column);
    case role::kSpark:
        return column == History ? sparkOf(row.rateHistory) : QVariant();
    case role::kMark:
        return column == Topic ? toVariant(Mark::Dot) : QVariant();
    case role::kTone:
        if (column == Topic)
            return toVariant(toneOf(row.state));
        if (column == History)
            return toVariant(Tone::Info);
        if (column == Lag || column == LagSeconds)
            return toVariant(lagTone(row.lagSeconds));
        return toVariant(column == Stream || row.rate < 0.05 ? Tone::Secondary : Tone::Plain);
    default:
        return {};
    }
}

PartitionsModel::PartitionsModel(const ZoneChoice& zone, QObject* parent)
    : ListModel(parent)
    , m_zone(zone)
{
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { announceAll(); });
}

void PartitionsModel::setLagUnit(LagUnit unit)
{
    m_unit = unit;
    announceAll();
}

QString PartitionsModel::title(int column) const
{
    switch (Column(column)) {
    case Number:
        return tr("P");
    case Start:
        return tr("Log start");
    case Position:
        return tr("Position");
    case End:
        return tr("End");
    case LagBar:
        return tr("Lag");
    case Lag:
        return tr("Msgs");
    case LagSeconds:
        return tr("Sec");
    case Rate:
        return tr("/s");
    case History:
        return tr("Rate, 15 min");
    case Watermark:
        return tr("Watermark");
    case Skipped:
        return tr("Skipped");
    case State:
        return tr("State");
    case ColumnCount:
        break;
    }
    return {};
}

QString PartitionsModel::textOf(const engine::PartitionStatus& row, int column) const
{
    switch (Column(column)) {
    case Number:
        return QString::number(row.partition);
    case Start:
        return formatOffset(row.firstOffset);
    case Position:
        return formatOffset(row.position);
    case End:
        return row.endOffset < 0 ? QString::fromUtf16(kNoValue) : formatOffset(row.knownEnd());
    case Lag:
        return formatCount(row.lag());
    case LagSeconds:
        return formatDecimal(row.lagSeconds, 2);
    case Rate:
        return rateText(row.messagesPerSecond);
    case Watermark:
        return row.watermark == engine::EventTime{} ? QString::fromUtf16(kNoValue)
                                                    : formatClock(row.watermark, m_zone.zone());
    case Skipped:
        return formatOffset(row.skipped);
    case State:
        return readingStateLabel(readingStateOf(row));
    case LagBar:
    case History:
    case ColumnCount:
        break;
    }
    return {};
}

double PartitionsModel::lagFill(const engine::PartitionStatus& row) const
{
    const auto lagOf = [this](const engine::PartitionStatus& partition) {
        return m_unit == LagUnit::Messages ? double(partition.lag()) : partition.lagSeconds;
    };
    double most = m_unit == LagUnit::Messages ? 100 : 1;
    for (const auto& partition : rows())
        most = std::max(most, lagOf(partition));
    return lagOf(row) / most;
}

QVariant PartitionsModel::rawOf(const engine::PartitionStatus& row, int column) const
{
    switch (Column(column)) {
    case Number:
        return row.partition;
    case Start:
        return qlonglong(row.firstOffset);
    case Position:
        return qlonglong(row.position);
    case End:
        return qlonglong(row.knownEnd());
    case LagBar:
        return m_unit == LagUnit::Messages ? QVariant(qlonglong(row.lag())) : QVariant(row.lagSeconds);
    case Lag:
        return qlonglong(row.lag());
    case LagSeconds:
        return row.lagSeconds;
    case Rate:
        return row.messagesPerSecond;
    case Watermark:
        return row.watermark == engine::EventTime{} ? QString()
                                                    : formatDateClock(row.watermark, m_zone.zone());
    case Skipped:
        return qlonglong(row.skipped);
    case State:
        return textOf(row, column);
    case History:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PartitionsModel::cell(const engine::PartitionStatus& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, column);
    case role::kSort:
        return rawOf(row, column);
    case Qt::ToolTipRole:
        return row.trouble.empty() ? QVariant() : QVariant(feedText(row.trouble));
    case role::kFill:
        return column == LagBar ? QVariant(lagFill(row)) : QVariant();
    case role::kSpark:
        return column == History ? sparkOf(row.rateHistory) : QVariant();
    case role::kMark:
        return column == State ? toVariant(Mark::Dot) : QVariant();
    case role::kTone:
        break;
    default:
        return {};
    }
    const Tone lag = lagTone(row.lagSeconds);
    switch (Column(column)) {
    case State:
        return toVariant(toneOf(readingStateOf(row)));
    case LagBar:
        return toVariant(lag == Tone::Plain ? Tone::Accent : lag);
    case Lag:
    case LagSeconds:
        return toVariant(lag);
    case History:
        return toVariant(Tone::Info);
    case Start:
    case Watermark:
        return toVariant(Tone::Secondary);
    case Skipped:
        return toVariant(row.skipped == 0 ? Tone::Secondary : Tone::Plain);
    default:
        return toVariant(Tone::Plain);
    }
}

} // namespace halcyon::ui
