#include "ui/streams/dead_letters_panel.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/streams/sorted_table.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/state_view.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::DeadLetterRow;

namespace {

constexpr int kRoomForAll = 640; // px
constexpr int kRowsBeforeMore = 40;

QString rangeText(std::chrono::seconds range)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(range).count();
    return minutes < 120 ? DeadLettersPanel::tr("%1 min").arg(minutes)
                         : DeadLettersPanel::tr("%1 h").arg(minutes / 60);
}

} // namespace

/// The heading of the lower table: which reason, and how many of its messages are here.
class DeadLettersPanel::Band : public QWidget {
public:
    Band() { setFixedHeight(28); }

    void setTexts(const QString& title, const QString& remark, bool isTrouble)
    {
        m_title = title;
        m_remark = remark;
        m_isTrouble = isTrouble;
        setAccessibleName(title + u' ' + remark);
        setToolTip(isTrouble ? remark.toHtmlEscaped() : QString());
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Colours& c = colours();
        QPainter painter(this);
        painter.fillRect(rect(), c.raised);
        painter.setFont(uiFont(12, QFont::DemiBold));
        painter.setPen(c.text);
        const QRectF inside = QRectF(rect()).adjusted(11, 0, -11, 0);
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, m_title);
        const double titleWidth = QFontMetricsF(painter.font()).horizontalAdvance(m_title) + 12;
        painter.setFont(uiFont(11));
        painter.setPen(m_isTrouble ? c.criticalText : c.text2);
        painter.drawText(inside.adjusted(titleWidth, 1, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(m_remark, Qt::ElideRight, inside.width() - titleWidth));
    }

private:
    QString m_title, m_remark;
    bool m_isTrouble = false;
};

DeadLettersPanel::DeadLettersPanel(PageContext& context, QWidget* parent)
    : PanelFrame(tr("Dead letters"), parent)
    , m_context(context)
    , m_list(context.feed, context.history, context.zone)
    , m_body(new QWidget)
    , m_state(new StateView)
    , m_filter(new FilterField)
    , m_exportButton(new Button(tr("Export")))
    , m_reasons(new SortedTable)
    , m_band(new Band)
    , m_letters(new TableView)
{
    build();
    connectParts();
    showCounts();
}

void DeadLettersPanel::build()
{
    m_exportButton->setObjectName(QStringLiteral("exportLettersButton"));
    m_exportButton->setLook(Button::Look::Quiet);
    m_exportButton->setIconName(QStringLiteral("download"));
    m_exportButton->setSmall(true);
    m_exportButton->setToolTip(tr("All messages of the chosen reason, one JSON line each   Ctrl E"));
    m_filter->setSmall(true);
    m_filter->setFixedWidth(160);
    m_filter->setPlaceholderText(tr("regex or text"));
    m_filter->setObjectName(QStringLiteral("reasonFilter"));
    addHeaderWidget(m_exportButton);
    addHeaderWidget(m_filter);
    m_reasons->setObjectName(QStringLiteral("reasonsTable"));
    m_reasons->setDensity(RowDensity::Dense);
    m_reasons->setRows(m_list.counts());
    m_reasons->sortBy(DeadLetterCountsModel::Count);
    m_letters->setObjectName(QStringLiteral("lettersTable"));
    m_letters->setDensity(RowDensity::Dense);
    m_letters->setModel(&m_list.letters());
    m_letters->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_state->setObjectName(QStringLiteral("deadLettersState"));
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(0, 0, 2, 0);
    layout->setSpacing(0);
    layout->addWidget(m_reasons, 4);
    layout->addWidget(m_band);
    layout->addWidget(m_letters, 5);
    auto* holder = new QWidget;
    m_stack = new QStackedLayout(holder);
    m_stack->addWidget(m_body);
    m_stack->addWidget(m_state);
    setContent(holder);
    m_chooseFile = [this] {
        return QFileDialog::getSaveFileName(this, tr("Export dead letters"),
            QStringLiteral("dead-letters.jsonl"), tr("JSON lines (*.jsonl)"));
    };
}

void DeadLettersPanel::connectParts()
{
    connect(&m_list, &DeadLetterList::countsChanged, this, &DeadLettersPanel::showCounts);
    connect(&m_list, &DeadLetterList::lettersChanged, this, &DeadLettersPanel::showLetters);
    connect(m_reasons, &SortedTable::currentModelRowChanged, this, [this](int row) {
        if (!m_isFilling && row >= 0)
            m_list.choose(row);
    });
    connect(m_reasons, &TableView::rowActivated, this, [this] { m_letters->setFocus(); });
    connect(m_letters, &TableView::currentRowChanged, this, [this](int row) {
        if (m_isFilling || row < 0)
            return;
        m_currentId = m_list.letters().row(row).id;
        Q_EMIT currentChanged();
    });
    connect(m_letters->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_list.setFollowing(value == 0);
        if (value + kRowsBeforeMore >= m_letters->verticalScrollBar()->maximum())
            m_list.fetchMore();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &DeadLettersPanel::onFilter);
    connect(m_filter, &QLineEdit::returnPressed, this, &DeadLettersPanel::filterLeft);
    connect(m_filter, &FilterField::escaped, this, [this] {
        m_filter->clear();
        Q_EMIT filterLeft();
    });
    connect(m_exportButton, &QPushButton::clicked, this, &DeadLettersPanel::exportAll);
    if (!m_context.history)
        return;
    m_export = std::make_unique<DeadLetterExport>(*m_context.history);
    connect(m_export.get(), &DeadLetterExport::progressed, this, &DeadLettersPanel::showSubtitle);
    connect(m_export.get(), &DeadLetterExport::finished, this,
        [this](const QString& file, std::uint64_t messages, std::uint64_t missing) {
            QString text
                = tr("%1 messages, %2").arg(formatCount(std::int64_t(messages)), QFileInfo(file).fileName());
            if (missing > 0)
                text += tr("; %1 are no longer kept").arg(formatCount(std::int64_t(missing)));
            note(ToastNote::Kind::Ok, tr("Export finished"), text);
        });
    connect(m_export.get(), &DeadLetterExport::failed, this,
        [this](const QString& sentence) { note(ToastNote::Kind::Warning, tr("Export failed"), sentence); });
    connect(m_export.get(), &DeadLetterExport::cancelled, this,
        [this] { note(ToastNote::Kind::Info, tr("Export cancelled"), tr("Nothing was written.")); });
}

void DeadLettersPanel::note(ToastNote::Kind kind, const QString& title, const QString& text)
{
    showSubtitle();
    ToastNote note;
    note.kind = kind;
    note.title = title;
    note.text = text;
    note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
    Q_EMIT noteRaised(note);
}

void DeadLettersPanel::setActive(bool isActive)
{
    m_list.setActive(isActive);
}

void DeadLettersPanel::applyColumns()
{
    const bool isWide = width() >= kRoomForAll;
    if (m_hasColumns && isWide == m_isWide)
        return;
    m_hasColumns = true;
    m_isWide = isWide;
    const auto right = Qt::AlignRight;
    using Counts = DeadLetterCountsModel;
    QList<TableColumn> reasons{
        {Counts::Reason, CellKind::Mono, 124, 0}, {Counts::Detail, CellKind::Text, 130, 3}};
    if (isWide)
        reasons << TableColumn{Counts::Topic, CellKind::Text, 140, 1};
    reasons << TableColumn{Counts::Stage, CellKind::Tag, 82, 0};
    if (isWide)
        reasons << TableColumn{Counts::Newest, CellKind::Mono, 84, 0, right};
    reasons << TableColumn{Counts::Count, CellKind::Mono, 74, 0, right};
    m_reasons->setColumns(reasons);
    using Letters = DeadLettersModel;
    QList<TableColumn> letters{{Letters::ReadAt, CellKind::Mono, 116, 0},
        {Letters::Partition, CellKind::Mono, 54, 0, right}, {Letters::Offset, CellKind::Mono, 108, 0, right}};
    if (isWide)
        letters << TableColumn{Letters::Field, CellKind::Text, 92, 0};
    letters << TableColumn{Letters::Start, CellKind::Mono, 120, 1}
            << TableColumn{Letters::Size, CellKind::Mono, 76, 0, right};
    m_letters->setColumns(letters);
}

void DeadLettersPanel::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    applyColumns();
}

void DeadLettersPanel::showCounts()
{
    m_isFilling = true;
    const auto* chosen = m_list.chosen();
    const auto& rows = m_list.counts().rows();
    const auto at = std::ranges::find_if(rows, [chosen](const engine::DeadLetterCount& count) {
        return chosen && count.topic == chosen->topic && count.stage == chosen->stage
            && count.reason == chosen->reason;
    });
    const int row = at == rows.end() ? -1 : int(at - rows.begin());
    if (row != m_reasons->currentModelRow())
        m_reasons->setCurrentModelRow(row);
    m_isFilling = false;
    showState();
    showSubtitle();
    showLetters();
}

void DeadLettersPanel::showState()
{
    const bool hasRows = !m_list.counts().rows().empty();
    m_exportButton->setEnabled(m_export && hasRows);
    m_filter->setEnabled(hasRows);
    setFailed(!m_list.trouble().isEmpty());
    m_stack->setCurrentWidget(hasRows ? m_body : static_cast<QWidget*>(m_state));
    if (hasRows)
        return;
    switch (m_list.state()) {
    case DeadLetterList::State::Loading:
        m_state->showLoading(
            tr("reading dead letters of the last %1").arg(rangeText(m_context.feed.range())));
        break;
    case DeadLetterList::State::Failed:
        m_state->showFailed(
            m_context.history ? tr("Dead letters cannot be read") : tr("No database"), m_list.trouble());
        if (m_context.history)
            m_state->addButton(tr("Try again"), [this] { m_list.look(); });
        break;
    case DeadLetterList::State::Ready:
        showEmpty();
        break;
    }
}

void DeadLettersPanel::showEmpty()
{
    const QString range = rangeText(m_context.feed.range());
    std::uint64_t met = 0;
    for (const auto& partition : m_context.feed.snapshot()->partitions)
        met += partition.ledger[engine::Bucket::DeadLetter];
    const HistoryStatus& status = m_context.history->status();
    if (met > 0 && status.isKnown && status.isReachable && !status.recorder.isRunning)
        m_state->showEmpty(tr("None recorded"),
            tr("This console has met %1, but no recorder runs that would keep them: start halcyonctl record.")
                .arg(formatCount(std::int64_t(met))));
    else
        m_state->showEmpty(
            tr("No dead letters"), tr("Every message recorded in the last %1 was understood.").arg(range));
}

void DeadLettersPanel::showSubtitle()
{
    if (m_export && m_export->isRunning()) {
        setSubtitle(tr("exporting, %1 messages so far  ·  Esc stops")
                        .arg(formatCount(std::int64_t(m_export->written()))));
        return;
    }
    if (m_list.counts().rows().empty()) {
        setSubtitle({});
        return;
    }
    QString text = tr("%1 in %2  ·  %3 reasons")
                       .arg(formatCount(std::int64_t(m_list.total())), rangeText(m_context.feed.range()),
                           formatCount(m_list.counts().rowCount()));
    if (!m_list.trouble().isEmpty())
        text = tr("stale since %1  ·  %2")
                   .arg(formatClock(m_list.readAt(), m_context.zone.zone()), m_list.trouble());
    setSubtitle(text);
    setToolTip(m_list.trouble().isEmpty()
            ? tr("Recorded dead letters that were read in the last %1; the ledger above counts what this "
                 "console has read itself.")
                  .arg(rangeText(m_context.feed.range()))
            : m_list.trouble().toHtmlEscaped());
}

QString DeadLettersPanel::lettersText() const
{
    const QString text
        = tr("%1 messages  ·  newest first").arg(formatCount(std::int64_t(m_list.chosen()->count)));
    const std::uint64_t newer = m_list.newer();
    return newer == 0 ? text
                      : text + tr("  ·  %1 more since then: scroll up").arg(formatCount(std::int64_t(newer)));
}

void DeadLettersPanel::showLetters()
{
    const auto* chosen = m_list.chosen();
    const int rows = m_list.letters().rowCount();
    if (!chosen)
        m_band->setTexts({}, {}, false);
    else if (!m_list.lettersTrouble().isEmpty())
        m_band->setTexts(feedText(chosen->reason), m_list.lettersTrouble(), true);
    else if (rows == 0)
        m_band->setTexts(
            feedText(chosen->reason), m_list.isReadingLetters() ? tr("reading …") : tr("no messages"), false);
    else
        m_band->setTexts(feedText(chosen->reason), lettersText(), false);
    const auto& letters = m_list.letters().rows();
    const auto at = std::ranges::find(letters, m_currentId, &DeadLetterRow::id);
    const int row = at != letters.end() ? int(at - letters.begin()) : rows > 0 ? 0 : -1;
    if (row != m_letters->currentRow()) {
        m_isFilling = at != letters.end(); // the letter in hand has moved down, nothing else
        m_letters->setCurrentIndex(
            row < 0 ? QModelIndex() : m_list.letters().index(row, DeadLettersModel::ReadAt));
        m_isFilling = false;
    } else if (row >= 0 && at == letters.end()) {
        m_currentId = letters[std::size_t(row)].id; // another message lies in the row that is in hand
        Q_EMIT currentChanged();
    }
    if (rows == 0 && !m_list.isReadingLetters()) {
        m_currentId = -1;
        Q_EMIT currentChanged();
    }
}

const DeadLetterRow* DeadLettersPanel::current() const
{
    const auto& letters = m_list.letters().rows();
    const auto at = std::ranges::find(letters, m_currentId, &DeadLetterRow::id);
    return at == letters.end() ? nullptr : &*at;
}

void DeadLettersPanel::step(int rows)
{
    m_letters->moveCurrentRow(rows);
}

void DeadLettersPanel::stepReason(int rows)
{
    m_reasons->moveCurrentRow(rows);
}

void DeadLettersPanel::focusReasons()
{
    m_reasons->setFocus(Qt::ShortcutFocusReason);
}

void DeadLettersPanel::editFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void DeadLettersPanel::onFilter(const QString& text)
{
    if (!m_reasons->setFilter(text, -1))
        m_filter->setVerdict(FilterField::Verdict::Error, tr("not a pattern"));
    else if (text.isEmpty())
        m_filter->setVerdict(FilterField::Verdict::Neutral);
    else
        m_filter->setVerdict(
            m_reasons->shownRows() > 0 ? FilterField::Verdict::Valid : FilterField::Verdict::Slow, {},
            tr("%1 of %2").arg(formatCount(m_reasons->shownRows()), formatCount(m_list.counts().rowCount())));
}

void DeadLettersPanel::exportAll()
{
    if (!m_export || m_export->isRunning() || !m_list.chosen())
        return;
    const QString file = m_chooseFile();
    if (!file.isEmpty())
        m_export->start(m_list.request(), file);
}

bool DeadLettersPanel::cancel()
{
    if (!m_export || !m_export->isRunning())
        return false;
    m_export->cancel();
    return true;
}

} // namespace halcyon::ui
