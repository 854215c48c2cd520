#include "ui/streams/streams_page.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/streams/dead_letters_panel.h"
#include "ui/streams/ledger_bar.h"
#include "ui/streams/letter_pane.h"
#include "ui/streams/partitions_panel.h"
#include "ui/streams/topics_panel.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/segments.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::Bucket;

namespace {

constexpr std::chrono::milliseconds kPace{250};
constexpr int kLeftShare = 792; // of 1848, as drawn
constexpr int kRightShare = 1048;
constexpr int kUpperShare = 330; // of 840
constexpr int kLowerShare = 510;

QHBoxLayout* rowOf(QWidget* left, QWidget* right)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    left->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    right->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    row->addWidget(left, kLeftShare);
    row->addWidget(right, kRightShare);
    return row;
}

std::string bucketFilter(Bucket bucket)
{
    return bucket == Bucket::Late ? "late" : bucket == Bucket::Duplicate ? "duplicate" : "clean";
}

} // namespace

StreamsPage::StreamsPage(PageContext& context, QWidget* parent)
    : Page(context, parent)
    , m_ledger(new LedgerBar)
    , m_topics(new TopicsPanel)
    , m_partitions(new PartitionsPanel(context.zone))
    , m_deadLetters(new DeadLettersPanel(context))
    , m_letter(new LetterPane(context))
    , m_lagUnit(new Segments({tr("Lag in messages"), tr("Lag in seconds")}))
    , m_figures(new SectionTitle({}))
{
    build();
    addKeys();
    connectParts();
    connectFeed();
    context.scheduler.add(*this);
}

StreamsPage::~StreamsPage()
{
    context().scheduler.remove(*this);
}

void StreamsPage::build()
{
    m_ledger->setObjectName(QStringLiteral("ledgerBar"));
    m_topics->setObjectName(QStringLiteral("topicsPanel"));
    m_partitions->setObjectName(QStringLiteral("partitionsPanel"));
    m_deadLetters->setObjectName(QStringLiteral("deadLettersPanel"));
    m_letter->setObjectName(QStringLiteral("letterPane"));
    m_lagUnit->setObjectName(QStringLiteral("lagUnitSegments"));
    m_figures->setObjectName(QStringLiteral("streamFigures"));
    m_figures->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    bar()->addWidget(m_lagUnit);
    bar()->addSpacing(8);
    bar()->addWidget(m_figures, 1);
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_ledger);
    layout->addLayout(rowOf(m_topics, m_partitions), kUpperShare);
    layout->addLayout(rowOf(m_deadLetters, m_letter), kLowerShare);
    setBody(body);
}

void StreamsPage::addKeys()
{
    addKey(QKeySequence(Qt::Key_Slash), tr("filter topics"), [this] { m_topics->editFilter(); });
    addKey(QKeySequence(Qt::Key_D), tr("dead letters"), [this] { m_deadLetters->focusReasons(); });
    addKey(QKeySequence(Qt::Key_BracketLeft), {}, [this] { m_deadLetters->stepReason(-1); });
    addKey(QKeySequence(Qt::Key_BracketRight), tr("next reason"), [this] { m_deadLetters->stepReason(+1); });
    addKey(QKeySequence(Qt::Key_J), tr("next message"), [this] { m_deadLetters->step(+1); });
    addKey(QKeySequence(Qt::Key_K), tr("previous"), [this] { m_deadLetters->step(-1); });
    addKey(QKeySequence(Qt::Key_F), tr("filter reasons"), [this] { m_deadLetters->editFilter(); });
    addKey(QKeySequence(Qt::Key_H), tr("hex or text"), [this] { m_letter->toggleHex(); });
    addKey(QKeySequence(Qt::Key_C), tr("copy message"), [this] { m_letter->copyBytes(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_C), tr("copy rows"), [this] { copyRows(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_E), tr("export reason"), [this] { m_deadLetters->exportAll(); });
    addKey(QKeySequence(Qt::Key_L), tr("lag in messages or seconds"),
        [this] { setLagUnit(1 - m_lagUnit->current()); });
    addKey(QKeySequence(Qt::Key_F5), {}, [this] { m_deadLetters->list().look(); });
    addKey(QKeySequence(Qt::Key_Escape), {}, [this] { leave(); });
}

void StreamsPage::connectParts()
{
    connect(m_lagUnit, &Segments::chosen, this, &StreamsPage::setLagUnit);
    connect(m_ledger, &LedgerBar::bucketClicked, this, &StreamsPage::openBucket);
    connect(m_topics, &TopicsPanel::topicChanged, this, [this] {
        showPartitions(makeLiveView(context().feed, context().zone.zone()));
        Q_EMIT headingChanged();
    });
    connect(m_topics, &TopicsPanel::filterLeft, &m_topics->table(), [this] { m_topics->table().setFocus(); });
    connect(&m_topics->table(), &TableView::rowActivated, this, [this] { m_partitions->table().setFocus(); });
    connect(m_partitions, &PartitionsPanel::partitionOpened, this, &StreamsPage::openPartition);
    connect(m_deadLetters, &DeadLettersPanel::currentChanged, this,
        [this] { m_letter->showLetter(m_deadLetters->current()); });
    connect(m_deadLetters, &DeadLettersPanel::filterLeft, m_deadLetters, &DeadLettersPanel::focusReasons);
    connect(m_deadLetters, &DeadLettersPanel::noteRaised, this, &Page::noteRaised);
    connect(m_letter, &LetterPane::noteRaised, this, &Page::noteRaised);
}

void StreamsPage::connectFeed()
{
    const auto markDirty = [this] { context().scheduler.markDirty(*this); };
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPace);
    connect(&m_pace, &QTimer::timeout, this, markDirty);
    connect(&context().feed, &EngineFeed::snapshotChanged, this, [this](const engine::SnapshotPtr& snapshot) {
        if (m_since == engine::EventTime{} && !snapshot->partitions.empty())
            m_since = snapshot->takenAt;
        if (!m_pace.isActive())
            m_pace.start();
    });
    connect(&context().feed, &EngineFeed::stateChanged, this, markDirty);
    connect(&context().zone, &ZoneChoice::zoneChanged, this, markDirty);
}

QStringList StreamsPage::breadcrumb() const
{
    QStringList parts{tr("Streams")};
    if (!m_topics->topic().empty())
        parts << feedText(m_topics->topic());
    return parts;
}

void StreamsPage::activated()
{
    m_deadLetters->setActive(true);
    m_topics->table().setFocus();
}

void StreamsPage::deactivated()
{
    m_deadLetters->setActive(false);
}

void StreamsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    context().scheduler.markDirty(*this); // what came while it was hidden
}

void StreamsPage::refresh()
{
    const LiveView view = makeLiveView(context().feed, context().zone.zone());
    m_ledger->setSum(ledgerOf(view.snapshot.partitions),
        m_since == engine::EventTime{} ? QString::fromUtf16(kNoValue) : formatClock(m_since, view.zone));
    m_topics->showLive(view);
    showPartitions(view);
    showFigures(view);
}

void StreamsPage::showPartitions(const LiveView& view)
{
    m_partitions->showLive(view, m_topics->topic());
}

void StreamsPage::showFigures(const LiveView& view)
{
    using State = engine::LinkStatus::State;
    const auto& kafka = view.snapshot.kafka;
    const QString since = formatClock(kafka.since, view.zone);
    const QString link = kafka.state == State::Up ? tr("Kafka connected since %1").arg(since)
        : kafka.state == State::Down              ? tr("Kafka away since %1").arg(since)
                                                  : tr("Connecting to Kafka");
    std::array<int, 4> counts{};
    for (const auto& partition : view.snapshot.partitions)
        ++counts[std::size_t(readingStateOf(partition))];
    QStringList figures{tr("%1 topics").arg(m_topics->model().rowCount()),
        tr("%1 partitions").arg(view.snapshot.partitions.size())};
    for (std::size_t state = 0; state < counts.size(); ++state) {
        if (counts[state] > 0)
            figures << QStringLiteral("%1 %2").arg(counts[state]).arg(readingStateLabel(ReadingState(state)));
    }
    if (view.state.kind == LiveState::Kind::Live)
        figures << tr("%1 messages/s").arg(formatCount(std::int64_t(view.snapshot.load.messagesPerSecond)));
    m_figures->setTitle(link);
    m_figures->setRemark(
        view.snapshot.partitions.empty() ? QString() : figures.join(QStringLiteral("  ·  ")));
}

void StreamsPage::setLagUnit(int unit)
{
    m_lagUnit->setCurrent(unit);
    m_partitions->setLagUnit(unit == 0 ? LagUnit::Messages : LagUnit::Seconds);
}

engine::TimeRange StreamsPage::liveRange() const
{
    const auto now = std::chrono::ceil<std::chrono::seconds>(context().feed.now());
    return {now - context().feed.range(), now};
}

void StreamsPage::openBucket(Bucket bucket)
{
    if (bucket == Bucket::DeadLetter) {
        m_deadLetters->focusReasons();
        return;
    }
    askStream(m_ledger, m_ledger->bucketRect(bucket).bottomLeft(), [this, bucket](engine::StreamId stream) {
        engine::Drill drill{
            stream, liveRange(), {{"bucket", engine::Filter::Op::Equals, bucketFilter(bucket)}}, {}};
        drill.title = tr("%1, %2").arg(streamLabel(stream), bucketLabel(bucket).toLower()).toStdString();
        Q_EMIT drillRequested(drill);
    });
}

void StreamsPage::openPartition(const engine::PartitionStatus& partition)
{
    const auto number = std::to_string(partition.partition);
    engine::Drill drill{
        partition.stream, liveRange(), {{"partition", engine::Filter::Op::Equals, number}}, {}};
    drill.title = tr("%1/%2").arg(feedText(partition.topic)).arg(partition.partition).toStdString();
    Q_EMIT drillRequested(drill);
}

void StreamsPage::copyRows()
{
    const auto* table = qobject_cast<QTableView*>(QApplication::focusWidget());
    if (!table || !isAncestorOf(table))
        return;
    const QString text = selectedRowsText(*table);
    if (text.isEmpty())
        return;
    QApplication::clipboard()->setText(text);
    ToastNote note;
    note.kind = ToastNote::Kind::Ok;
    const auto rows = text.count(u'\n') - 1;
    note.title = rows == 1 ? tr("Row copied") : tr("%1 rows copied").arg(formatCount(rows));
    note.time = formatClock(context().feed.now(), context().zone.zone());
    note.lasts = std::chrono::seconds{3};
    Q_EMIT noteRaised(note);
}

void StreamsPage::leave()
{
    if (!m_deadLetters->cancel())
        m_topics->table().setFocus();
}

} // namespace halcyon::ui
