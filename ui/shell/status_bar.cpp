#include "ui/shell/status_bar.h"

#include "ui/format/numbers.h"
#include "ui/format/times.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFile>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <unistd.h>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kLedWidth = 15; // the light and the space behind it
constexpr double kValueGap = 7;
constexpr double kPartGap = 20;

/// Resident memory of this process in bytes.
std::uint64_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() < 2 ? 0 : pages[1].toULongLong() * std::uint64_t(sysconf(_SC_PAGESIZE));
}

} // namespace

StatusBar::StatusBar(const EngineFeed& feed, const HistoryFeed* history, const RefreshScheduler& scheduler,
    const ZoneChoice& zone, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_history(history)
    , m_scheduler(scheduler)
    , m_zone(zone)
{
    setFixedHeight(kHeight);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&feed, &EngineFeed::stateChanged, this, &StatusBar::look);
    connect(&zone, &ZoneChoice::zoneChanged, this, &StatusBar::look);
    connect(&m_timer, &QTimer::timeout, this, &StatusBar::look);
    m_timer.start(std::chrono::seconds{1});
    look();
}

StatusBar::Part StatusBar::kafkaPart() const
{
    const engine::LiveSnapshot& snapshot = *m_feed.snapshot();
    const QString detail = QString::fromStdString(snapshot.kafka.detail);
    switch (snapshot.kafka.state) {
    case engine::LinkStatus::State::Up:
        return {tr("Kafka"), tr("%n partitions", nullptr, int(snapshot.partitions.size())), detail, Light::Ok,
            {}};
    case engine::LinkStatus::State::Down:
        return {tr("Kafka"), tr("down since %1").arg(formatClock(snapshot.kafka.since, m_zone.zone())),
            detail, Light::Bad, {}};
    case engine::LinkStatus::State::Connecting:
        break;
    }
    return {tr("Kafka"), tr("connecting"), detail, Light::Warn, {}};
}

StatusBar::Part StatusBar::postgresPart() const
{
    if (!m_history)
        return {tr("Postgres"), tr("none"), tr("This profile names no database."), Light::Off, {}};
    const HistoryStatus& status = m_history->status();
    if (!status.isKnown)
        return {tr("Postgres"), tr("connecting"), {}, Light::Warn, {}};
    if (!status.isReachable)
        return {tr("Postgres"), status.isRefused ? tr("not usable") : tr("unreachable"), status.trouble,
            Light::Bad, {}};
    return {tr("Postgres"), formatDuration(status.roundTrip),
        tr("PostgreSQL %1, schema %2; time of one question and its answer")
            .arg(QString::fromStdString(status.recorder.server))
            .arg(status.recorder.schemaVersion),
        Light::Ok, {}};
}

StatusBar::Part StatusBar::recorderPart() const
{
    if (!m_history || !m_history->status().isReachable)
        return {
            tr("Recorder"), tr("unknown"), tr("The database says whether a recorder runs."), Light::Off, {}};
    const engine::RecorderStatus& recorder = m_history->status().recorder;
    if (!recorder.isRunning)
        return {tr("Recorder"), tr("not running"),
            tr("Nothing is being recorded: start \"halcyonctl record\" for this profile."), Light::Bad, {}};
    const QString explanation = tr("%1 messages recorded, %2 waiting in Kafka")
                                    .arg(formatCount(recorder.rowsCommitted), formatCount(recorder.lag));
    if (recorder.lag <= 0)
        return {tr("Recorder"), tr("up to date"), explanation, Light::Ok, {}};
    const auto behind = std::max(m_feed.now() - recorder.lastCommit, std::chrono::microseconds{0});
    return {tr("Recorder"), tr("%1 behind").arg(formatDuration(behind)), explanation,
        behind > std::chrono::seconds{30} ? Light::Warn : Light::Ok, {}};
}

QList<StatusBar::Part> StatusBar::leftParts() const
{
    const engine::LiveSnapshot& snapshot = *m_feed.snapshot();
    const bool isUp = snapshot.kafka.state == engine::LinkStatus::State::Up;
    double rate = 0;
    for (const auto& stream : snapshot.streams)
        rate += stream.eventsPerSecond;
    return {kafkaPart(), postgresPart(), recorderPart(),
        {tr("Lag"), isUp ? formatCount(snapshot.lag()) : QString::fromUtf16(kNoValue),
            tr("messages in Kafka this console has not read yet; unknown without a connection"), Light::None,
            {}},
        {tr("Ingest"), tr("%1 events/s").arg(formatDecimal(rate, 0)), tr("read from Kafka by this console"),
            Light::None, {}}};
}

QList<StatusBar::Part> StatusBar::rightParts() const
{
    QList<Part> parts;
    if (m_scheduler.hasFreshStats()) { // a page without live panels has no rate to speak of
        const RefreshStats& stats = m_scheduler.stats();
        parts << Part{tr("UI"), tr("%1 Hz").arg(std::lround(stats.hertz)),
            tr("rounds of refresh a second, of %1 aimed at").arg(stats.rate), Light::None, {}}
              << Part{tr("Frame"), tr("%1 ms").arg(stats.frameMs, 0, 'f', 1),
                     tr("processor time of one round; worst delay of the last second %1 ms")
                         .arg(stats.latenessMs, 0, 'f', 1),
                     Light::None, {}};
    }
    parts << Part{tr("Memory"), formatBytes(residentBytes()), tr("resident memory of this program"),
        Light::None, {}}
          << Part{zoneName(m_zone.zone()), formatDateClock(m_feed.now(), m_zone.zone()),
                 tr("Alt Z switches UTC and IST"), Light::None, {}};
    return parts;
}

void StatusBar::look()
{
    m_left = leftParts();
    m_right = rightParts();
    update();
}

QString StatusBar::valueOf(const QString& label) const
{
    for (const auto& part : m_left + m_right) {
        if (part.label == label)
            return part.value;
    }
    return {};
}

double StatusBar::widthOf(const Part& part)
{
    return (part.light == Light::None ? 0 : kLedWidth)
        + std::ceil(QFontMetricsF(uiFont(11)).horizontalAdvance(part.label)) + kValueGap
        + std::ceil(QFontMetricsF(monoFont(11)).horizontalAdvance(part.value));
}

double StatusBar::paintPart(QPainter& painter, Part& part, double x)
{
    const Colours& c = colours();
    part.shownAt = QRectF(x, 0, widthOf(part), kHeight);
    if (part.light != Light::None) {
        const QColor light = part.light == Light::Ok ? c.ok
            : part.light == Light::Warn              ? c.warn
            : part.light == Light::Bad               ? c.critical
                                                     : c.text3;
        drawLed(painter, {x + 4, kHeight / 2.0 + 0.5}, light);
        x += kLedWidth;
    }
    painter.setFont(uiFont(11));
    painter.setPen(c.text2);
    const double labelWidth = std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(part.label));
    painter.drawText(QRectF(x, 1, labelWidth + 1, kHeight - 1), Qt::AlignLeft | Qt::AlignVCenter, part.label);
    painter.setFont(monoFont(11));
    painter.setPen(c.text);
    painter.drawText(QRectF(x + labelWidth + kValueGap, 1, 400, kHeight - 1),
        Qt::AlignLeft | Qt::AlignVCenter, part.value);
    return part.shownAt.right();
}

void StatusBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().bar);
    painter.fillRect(0, 0, width(), 1, colours().border);
    double x = 14;
    for (auto& part : m_left)
        x = paintPart(painter, part, x) + kPartGap;
    double right = width() - 16;
    for (auto part = m_right.rbegin(); part != m_right.rend(); ++part) {
        const double left = right - widthOf(*part);
        if (left < x)
            return; // a narrow window leaves out what matters least
        paintPart(painter, *part, left);
        right = left - kPartGap - 2;
    }
}

bool StatusBar::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const auto& part : m_left + m_right) {
        if (part.shownAt.contains(help->pos())) {
            QToolTip::showText(help->globalPos(), part.explanation, this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace halcyon::ui
