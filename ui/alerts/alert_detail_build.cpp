// The widgets of the alert pane; what they show is in alert_detail.cpp.

#include "ui/alerts/activity_plot.h"
#include "ui/alerts/alert_detail.h"
#include "ui/alerts/alert_heading.h"
#include "ui/alerts/alert_timeline.h"
#include "ui/format/names.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factor_waterfall.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace halcyon::ui {

namespace {

constexpr int kMargin = 12;

Button* stepButton(const QString& text, const QString& key)
{
    auto* button = new Button(text);
    button->setLook(Button::Look::Quiet);
    button->setKeyCap(key);
    button->setSmall(true);
    return button;
}

} // namespace

AlertDetail::AlertDetail(PageContext& context, AlertDesk& desk, QWidget* parent)
    : PanelFrame(tr("Alert"), parent)
    , m_context(context)
    , m_desk(desk)
    , m_recent(context.zone)
    , m_body(new QWidget)
    , m_state(new StateView)
{
    auto* next = stepButton(tr("next"), QStringLiteral("J"));
    auto* previous = stepButton(tr("previous"), QStringLiteral("K"));
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT stepClicked(+1); });
    connect(previous, &QPushButton::clicked, this, [this] { Q_EMIT stepClicked(-1); });
    addHeaderWidget(next);
    addHeaderWidget(previous);

    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTop());
    layout->addWidget(buildMiddle(), 1);
    layout->addWidget(buildBottom());
    auto* holder = new QWidget;
    auto* stack = new QStackedLayout(holder);
    stack->addWidget(m_body);
    stack->addWidget(m_state);
    setContent(holder);
    connect(&desk, &AlertDesk::changed, this, [this] { showButtons(); });
    if (context.history)
        connect(context.history, &HistoryFeed::statusChanged, this, &AlertDetail::onHistory);
    connect(&context.zone, &ZoneChoice::zoneChanged, this, [this] { refresh(); });
    showAlert(std::nullopt, {});
}

QWidget* AlertDetail::buildTop()
{
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    layout->setContentsMargins(kMargin, 0, kMargin, 8);
    layout->setSpacing(2);
    m_heading = new AlertHeading;
    m_tiles = new FactTiles(5, 44, 4);
    m_tiles->setObjectName(QStringLiteral("alertTiles"));
    layout->addWidget(m_heading);
    layout->addWidget(m_tiles);
    return top;
}

QWidget* AlertDetail::buildMiddle()
{
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(kMargin, 0, kMargin, 8);
    layout->setSpacing(0);
    addEvidence(layout);
    addRecent(layout);
    addHistory(layout);
    auto* area = new QScrollArea;
    area->setObjectName(QStringLiteral("alertScroll"));
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

void AlertDetail::addEvidence(QVBoxLayout* layout)
{
    m_whyTitle = new SectionTitle(tr("Why it was raised"));
    m_waterfall = new FactorWaterfall;
    m_waterfall->setObjectName(QStringLiteral("factorWaterfall"));
    m_event = new FactList(2, 72);
    m_event->setObjectName(QStringLiteral("eventFacts"));
    layout->addWidget(m_whyTitle);
    layout->addWidget(m_waterfall);
    layout->addSpacing(8);
    layout->addWidget(new SectionTitle(tr("Event")));
    layout->addWidget(m_event);
    layout->addSpacing(10);
}

void AlertDetail::addRecent(QVBoxLayout* layout)
{
    m_recentTitle = new SectionTitle(tr("Recent payments"));
    m_recentTitle->setObjectName(QStringLiteral("recentTitle"));
    m_plot = new ActivityPlot;
    m_recentNone = new SectionTitle({});
    m_recentTable = new TableView;
    m_recentTable->setObjectName(QStringLiteral("recentTable"));
    m_recentTable->setDensity(RowDensity::Compact);
    m_recentTable->setModel(&m_recent);
    m_recentTable->setMinimumHeight(24 + 4 * 22);
    connect(m_recentTable, &TableView::rowActivated, this, [this](int number) {
        const engine::HistoryRow& payment = m_recent.row(number);
        const bool isUpi = m_whole->stream == engine::StreamId::Upi;
        Q_EMIT drillRequested({m_whole->stream,
            {payment.eventTime - std::chrono::seconds{30}, payment.eventTime + std::chrono::seconds{30}},
            {{isUpi ? "txn_id" : "transaction_id", engine::Filter::Op::Equals, payment.paymentId}},
            payment.paymentId});
    });
    layout->addWidget(m_recentTitle);
    layout->addWidget(m_recentNone);
    layout->addWidget(m_plot);
    layout->addSpacing(4);
    layout->addWidget(m_recentTable, 1);
    layout->addSpacing(10);
}

void AlertDetail::addHistory(QVBoxLayout* layout)
{
    m_timeline = new AlertTimeline;
    m_timeline->setObjectName(QStringLiteral("alertTimeline"));
    m_note = new QPlainTextEdit;
    m_note->setObjectName(QStringLiteral("noteEdit"));
    m_note->setPlaceholderText(tr("What you found out"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(84);
    m_note->document()->setDocumentMargin(7);
    m_note->installEventFilter(this);
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] {
        if (m_alert)
            m_drafts[m_alert->value] = m_note->toPlainText();
        showButtons();
    });
    m_noteHint = new SectionTitle({});

    auto* left = new QVBoxLayout;
    left->addWidget(new SectionTitle(tr("Timeline")));
    left->addWidget(m_timeline);
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->addWidget(new SectionTitle(tr("Note")));
    right->addWidget(m_note);
    right->addWidget(m_noteHint);
    right->addStretch(1);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(16);
    for (QVBoxLayout* side : {left, right}) {
        side->setSpacing(0);
        sides->addLayout(side, 1);
    }
    layout->addLayout(sides);
}

QWidget* AlertDetail::buildBottom()
{
    auto* bottom = new QWidget;
    auto* layout = new QVBoxLayout(bottom);
    layout->setContentsMargins(kMargin, 0, kMargin, 8);
    layout->setSpacing(8);
    QStringList words;
    for (const auto& outcome : outcomes())
        words << outcomeLabel(outcome);
    m_outcomes = new Segments(words);
    m_outcomes->setObjectName(QStringLiteral("outcomeSegments"));
    m_outcomes->setSmall(true);
    m_outcomes->setCurrent(-1);
    m_outcomes->setFocusPolicy(Qt::NoFocus); // C, then 1 to 4
    connect(m_outcomes, &Segments::chosen, this, &AlertDetail::outcomeChosen);
    m_closeHint = new SectionTitle({});
    m_closeHint->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* label = new SectionTitle(tr("Close as"));
    label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    label->setFixedWidth(54);
    auto* close = new QHBoxLayout;
    close->setSpacing(8);
    close->addWidget(label);
    close->addWidget(m_outcomes);
    close->addWidget(m_closeHint, 1);

    const auto button = [this](const QString& text, const QString& key, const QString& name) {
        auto* made = new Button(text);
        made->setKeyCap(key);
        made->setObjectName(name);
        return made;
    };
    m_acknowledge = button(tr("Acknowledge"), QStringLiteral("A"), QStringLiteral("acknowledgeButton"));
    m_close = button(tr("Close"), QStringLiteral("C"), QStringLiteral("closeButton"));
    m_reopen = button(tr("Reopen"), QStringLiteral("O"), QStringLiteral("reopenButton"));
    m_noteButton = button(tr("Note"), QStringLiteral("N"), QStringLiteral("noteButton"));
    m_entity = button(tr("Entity"), QStringLiteral("E"), QStringLiteral("entityButton"));
    m_message = button(tr("Raw"), QStringLiteral("R"), QStringLiteral("messageButton"));
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertDetail::acknowledgeClicked);
    connect(m_close, &QPushButton::clicked, this, &AlertDetail::closeClicked);
    connect(m_reopen, &QPushButton::clicked, this, &AlertDetail::reopenClicked);
    connect(m_noteButton, &QPushButton::clicked, this, &AlertDetail::editNote);
    connect(m_entity, &QPushButton::clicked, this, &AlertDetail::entityClicked);
    connect(m_message, &QPushButton::clicked, this, &AlertDetail::messageClicked);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (Button* each : {m_acknowledge, m_close, m_reopen, m_noteButton, m_entity, m_message})
        buttons->addWidget(each);
    buttons->addStretch(1);

    m_warning = new WarningLine;
    m_warning->setObjectName(QStringLiteral("actionWarning"));
    layout->addWidget(new Separator);
    layout->addWidget(m_warning);
    layout->addLayout(close);
    layout->addLayout(buttons);
    return bottom;
}

} // namespace halcyon::ui
