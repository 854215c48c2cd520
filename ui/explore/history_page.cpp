#include "ui/explore/history_page.h"

#include "ui/explore/drill_bar.h"
#include "ui/explore/drill_histogram_view.h"
#include "ui/explore/message_inspector.h"
#include "ui/explore/rows_panel.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/section_title.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::Drill;
using engine::Filter;
using engine::StreamId;
using engine::TimeRange;

namespace {

constexpr std::chrono::minutes kDefaultRange{15};
constexpr std::chrono::milliseconds kZoomPause{120};
constexpr int kLeftShare = 1208; // of 1848, as drawn
constexpr int kRightShare = 632;
constexpr int kHistogramHeight = 170;

} // namespace

HistoryPage::HistoryPage(PageContext& context, QWidget* parent)
    : Page(context, parent)
    , m_bar(new DrillBar(context.feed, context.zone))
    , m_refusal(new WarningLine)
    , m_histogramPanel(new PanelFrame(tr("Matching rows")))
    , m_histogram(new DrillHistogramView)
    , m_rows(new RowsPanel(context))
    , m_inspector(new MessageInspector(context))
    , m_back(new Button(tr("Back"), this))
    , m_export(new Button(tr("Export"), this))
{
    build();
    addKeys();
    connectParts();
}

void HistoryPage::build()
{
    m_back->setIconName(QStringLiteral("chevron-left"));
    m_back->setObjectName(QStringLiteral("backButton"));
    m_back->setToolTip(tr("To what was shown before   Alt ←"));
    m_export->setIconName(QStringLiteral("download"));
    m_export->setObjectName(QStringLiteral("exportButton"));
    m_export->setToolTip(tr("All rows of this result as CSV   Ctrl E"));
    m_back->hide();
    m_export->hide();
    m_histogramPanel->setObjectName(QStringLiteral("histogramPanel"));
    m_histogram->setObjectName(QStringLiteral("drillHistogram"));
    m_rows->setObjectName(QStringLiteral("rowsPanel"));
    m_inspector->setObjectName(QStringLiteral("messageInspector"));
    bar()->addWidget(m_bar, 1);
    m_histogramPanel->setContent(m_histogram);
    m_histogramPanel->setFixedHeight(kHistogramHeight);
    m_histogram->setZone(context().zone.zone());

    auto* left = new QVBoxLayout;
    left->setSpacing(8);
    left->addWidget(m_refusal);
    left->addWidget(m_histogramPanel);
    left->addWidget(m_rows, 1);
    auto* leftSide = new QWidget;
    left->setContentsMargins(0, 0, 0, 0);
    leftSide->setLayout(left);
    auto* body = new QWidget;
    auto* layout = new QHBoxLayout(body);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    leftSide->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    m_inspector->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    m_inspector->setMinimumWidth(440);
    layout->addWidget(leftSide, kLeftShare);
    layout->addWidget(m_inspector, kRightShare);
    setBody(body);
}

void HistoryPage::addKeys()
{
    addKey(QKeySequence(Qt::Key_J), tr("next row"), [this] { m_rows->step(+1); });
    addKey(QKeySequence(Qt::Key_K), tr("previous"), [this] { m_rows->step(-1); });
    addKey(QKeySequence(Qt::ALT | Qt::Key_Left), tr("back"), [this] { goBack(); });
    addKey(QKeySequence(Qt::ALT | Qt::Key_Right), {}, [this] { m_drills.forward(); });
    addKey(QKeySequence(Qt::Key_B), tr("brush range"),
        [this] { m_histogram->setFocus(Qt::ShortcutFocusReason); });
    addKey(QKeySequence(Qt::Key_Slash), tr("filter"), [this] { m_bar->editFilter(); });
    addKey(QKeySequence(Qt::Key_Plus), tr("only this value"), [this] { filterByCell(Filter::Op::Equals); });
    addKey(QKeySequence(Qt::Key_Minus), tr("without it"), [this] { filterByCell(Filter::Op::NotEquals); });
    addKey(QKeySequence(Qt::Key_F), tr("follow payer"), [this] { followRow(); });
    addKey(QKeySequence(Qt::Key_H), tr("hex"), [this] { m_inspector->toggleHex(); });
    addKey(QKeySequence(Qt::Key_A), tr("alert"), [this] { m_inspector->openAlert(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_C), tr("copy rows"), [this] { m_rows->copy(RowFormat::Tsv); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_E), tr("export"), [this] { m_rows->exportCsv(); });
    addKey(QKeySequence(Qt::Key_F5), {}, [this] {
        m_rows->askAgain();
        askHistogram();
    });
    addKey(QKeySequence(Qt::Key_Escape), {}, [this] {
        m_refusal->setSentence({});
        m_histogram->setRanges(m_around, m_drills.isEmpty() ? TimeRange{} : m_drills.current().range);
        if (m_histogramTicket.isOpen())
            m_histogram->setRemark(tr("Cancelled; F5 counts again."));
        m_histogramTicket.drop();
        m_rows->cancel();
        m_rows->focusRows();
    });
}

void HistoryPage::connectParts()
{
    connect(&m_drills, &DrillStack::drillChanged, this, &HistoryPage::onDrill);
    connect(m_bar, &DrillBar::drillWanted, &m_drills, &DrillStack::push);
    connect(m_bar, &DrillBar::refused, m_refusal, &WarningLine::setSentence);
    connect(m_bar, &DrillBar::left, this, [this] {
        m_refusal->setSentence({});
        m_rows->focusRows();
    });
    connect(m_histogram, &DrillHistogramView::rangeChosen, this, &HistoryPage::brush);
    connect(m_histogram, &DrillHistogramView::aroundChosen, this, [this](const TimeRange& around) {
        m_around = around;
        m_histogram->setRanges(around, m_drills.current().range);
        m_zoomTimer.start();
    });
    m_zoomTimer.setSingleShot(true);
    m_zoomTimer.setInterval(kZoomPause);
    connect(&m_zoomTimer, &QTimer::timeout, this, &HistoryPage::askHistogram);
    connect(m_rows, &RowsPanel::currentRowChanged, this,
        [this] { m_inspector->showRow(m_rows->currentRow(), m_rows->model().drill().stream); });
    connect(m_rows, &RowsPanel::rowOpened, m_inspector, &MessageInspector::focusMessage);
    connect(m_rows, &RowsPanel::filterRequested, this, &HistoryPage::addFilter);
    connect(m_rows, &RowsPanel::followRequested, this, &HistoryPage::followRow);
    connect(m_rows, &RowsPanel::suggestionRequested, &m_drills, &DrillStack::push);
    connect(m_rows, &RowsPanel::summaryChanged, this, &HistoryPage::showHistogramTitle);
    connect(m_rows, &RowsPanel::noteRaised, this, &Page::noteRaised);
    connect(m_inspector, &MessageInspector::followRequested, this, &HistoryPage::follow);
    connect(m_inspector, &MessageInspector::alertRequested, this, &Page::alertRequested);
    connect(m_inspector, &MessageInspector::noteRaised, this, &Page::noteRaised);
    connect(m_back, &QPushButton::clicked, this, &HistoryPage::goBack);
    connect(m_export, &QPushButton::clicked, this, [this] { m_rows->exportCsv(); });
    connect(&context().zone, &ZoneChoice::zoneChanged, m_histogram, &DrillHistogramView::setZone);
}

QStringList HistoryPage::breadcrumb() const
{
    QStringList parts{tr("History")};
    parts += m_drills.trail();
    return parts;
}

QList<QWidget*> HistoryPage::buttons() const
{
    return context().history ? QList<QWidget*>{m_back, m_export} : QList<QWidget*>{m_back};
}

void HistoryPage::openCrumb(int part)
{
    if (part == 0)
        m_drills.push(everything());
    else
        m_drills.backTo(part - 1);
}

bool HistoryPage::openDrill(const Drill& drill)
{
    m_askedFor = drill;
    m_drills.push(drill);
    m_back->setEnabled(true);
    return true;
}

void HistoryPage::goBack()
{
    const bool isAskedFor = !m_drills.isEmpty() && m_askedFor == m_drills.current();
    if (isAskedFor)
        m_askedFor.reset(); // this page is then where it was before
    m_drills.back();
    m_back->setEnabled(m_drills.canGoBack());
    if (isAskedFor)
        Q_EMIT backRequested();
}

void HistoryPage::activated()
{
    if (m_drills.isEmpty())
        m_drills.push(everything());
    m_rows->focusRows();
}

Drill HistoryPage::everything() const
{
    const auto now = std::chrono::ceil<std::chrono::seconds>(context().feed.now());
    return {StreamId::Upi, {now - kDefaultRange, now}, {}, tr("All UPI payments").toStdString()};
}

void HistoryPage::onDrill()
{
    const Drill& drill = m_drills.current();
    m_refusal->setSentence({});
    m_bar->setDrill(drill);
    const bool isInSight = m_around.from <= drill.range.from && drill.range.to <= m_around.to;
    const bool isTooSmall = m_around.length() > drill.range.length() * 40;
    if (!isInSight || isTooSmall)
        m_around = DrillHistogramView::contextOf(drill.range, context().feed.now());
    m_histogram->setRanges(m_around, drill.range);
    m_histogram->setBarColour(barColour());
    m_back->setEnabled(m_drills.canGoBack() || m_askedFor == drill);
    m_rows->ask(drill);
    askHistogram();
    Q_EMIT headingChanged();
}

/// The bars are of all rows with the drill's conditions: brushing another range
/// over them needs no query.
void HistoryPage::askHistogram()
{
    if (m_drills.isEmpty())
        return;
    if (!context().history) {
        m_histogram->setRemark(tr("This profile has no database to count in."));
        return;
    }
    const Drill& drill = m_drills.current();
    const bool isKnown = m_histogramOf.stream == drill.stream && m_histogramOf.filters == drill.filters
        && m_barsAround == m_around;
    if (isKnown)
        return;
    if (m_histogramOf.stream != drill.stream || m_histogramOf.filters != drill.filters)
        m_histogram->setHistogram(std::nullopt);
    m_histogram->setRemark(tr("counting …"));
    m_histogramTicket = context().history->histogram(drill, m_around, DrillHistogramView::stepOf(m_around),
        this, [this, drill, around = m_around](const engine::Result<engine::DrillHistogram>& bars) {
            m_histogram->setHistogram(bars ? std::optional(*bars) : std::nullopt);
            if (!bars)
                m_histogram->setRemark(QString::fromStdString(bars.error().message));
            if (bars) {
                m_histogramOf = drill;
                m_barsAround = around;
            }
            showHistogramTitle();
        });
    showHistogramTitle();
}

void HistoryPage::showHistogramTitle()
{
    const auto step = DrillHistogramView::stepOf(m_around);
    m_histogramPanel->setTitle(step < std::chrono::minutes{1}
            ? tr("Matching rows per %1 s").arg(step.count())
            : tr("Matching rows per %1 min").arg(step / std::chrono::minutes{1}));
    QString text = tr("drag to brush  ·  wheel to zoom");
    if (m_rows->summary())
        text += tr("  ·  selection %1 of %2")
                    .arg(formatCount(std::int64_t(m_rows->summary()->rows)),
                        formatCount(
                            std::int64_t(std::max(m_histogram->rowsInSight(), m_rows->summary()->rows))));
    m_histogramPanel->setSubtitle(text);
}

QColor HistoryPage::barColour() const
{
    const auto is = [](const Filter& filter, const char* field, const char* value) {
        return filter.op == Filter::Op::Equals && filter.field == field && filter.value == value;
    };
    for (const auto& filter : m_drills.current().filters) {
        if (is(filter, "status", "FAILED") || is(filter, "is_fraud", "true"))
            return colours().critical;
        if (is(filter, "status", "PENDING"))
            return colours().warn;
        if (is(filter, "status", "SUCCESS"))
            return colours().ok;
    }
    return colours().series[0];
}

void HistoryPage::brush(const TimeRange& range)
{
    Drill drill = m_drills.current();
    drill.range = range;
    m_drills.push(drill);
}

void HistoryPage::addFilter(Filter filter)
{
    Drill drill = m_drills.current();
    if (std::ranges::find(drill.filters, filter) != drill.filters.end())
        return;
    drill.filters.push_back(std::move(filter));
    m_drills.push(drill);
}

void HistoryPage::filterByCell(Filter::Op op)
{
    if (auto filter = m_rows->cellFilter(op))
        addFilter(*std::move(filter));
}

void HistoryPage::followRow()
{
    if (const engine::HistoryRow* row = m_rows->currentRow())
        follow(toText(row->payer), m_drills.current().stream);
}

void HistoryPage::follow(const QString& payer, StreamId stream)
{
    Drill drill = m_drills.current();
    drill.stream = stream;
    drill.range.from
        = drill.range.to - std::max<std::chrono::microseconds>(drill.range.length(), std::chrono::hours{24});
    drill.filters
        = {{stream == StreamId::Upi ? "payer" : "user_id", Filter::Op::Equals, payer.toStdString()}};
    drill.title = payer.toStdString();
    m_drills.push(drill);
}

} // namespace halcyon::ui
