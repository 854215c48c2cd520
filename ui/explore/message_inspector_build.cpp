// The widgets of the inspector; what they show is in message_inspector.cpp.

#include "ui/explore/latency_chain.h"
#include "ui/explore/message_inspector.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factor_waterfall.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/tab_strip.h"
#include "ui/widgets/table_view.h"

#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace halcyon::ui {

namespace {

constexpr int kMargin = 12;

QVBoxLayout* columnOf(QWidget* page)
{
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, 10, kMargin, 10);
    layout->setSpacing(6);
    return layout;
}

} // namespace

MessageInspector::MessageInspector(PageContext& context, QWidget* parent)
    : PanelFrame(tr("Message"), parent)
    , m_context(context)
    , m_neighbours(context.zone)
    , m_body(new QWidget)
    , m_state(new StateView)
    , m_strip(new TabStrip({tr("Message"), tr("Headers"), tr("Neighbours"), tr("Score")}))
{
    m_strip->setObjectName(QStringLiteral("inspectorTabs"));
    auto* pages = new QWidget;
    m_tabs = new QStackedLayout(pages);
    m_tabs->addWidget(buildMessageTab());
    m_tabs->addWidget(buildHeadersTab());
    m_tabs->addWidget(buildNeighboursTab());
    m_tabs->addWidget(buildScoreTab());
    connect(m_strip, &TabStrip::currentChanged, m_tabs, &QStackedLayout::setCurrentIndex);
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(pages, 1);
    layout->addWidget(buildButtons());
    auto* holder = new QWidget;
    m_stack = new QStackedLayout(holder);
    m_stack->addWidget(m_body);
    m_stack->addWidget(m_state);
    setContent(holder);
    m_pause.setSingleShot(true);
    m_pause.setInterval(std::chrono::milliseconds{40});
    connect(&m_pause, &QTimer::timeout, this, &MessageInspector::ask);
    connect(&context.zone, &ZoneChoice::zoneChanged, this, [this] {
        if (m_message)
            showMessage();
    });
    showRow(nullptr, engine::StreamId::Upi);
}

QWidget* MessageInspector::buildMessageTab()
{
    auto* page = new QWidget;
    auto* layout = columnOf(page);
    m_tiles = new FactTiles(3, 40, 6);
    m_tiles->setObjectName(QStringLiteral("messageTiles"));
    m_code = new CodeView;
    m_code->setObjectName(QStringLiteral("messageCode"));
    m_chainTitle = new SectionTitle(tr("Latency chain"));
    m_chain = new LatencyChain;
    m_chain->setObjectName(QStringLiteral("latencyChain"));
    m_besides = new QWidget;
    auto* besides = new QVBoxLayout(m_besides);
    besides->setContentsMargins(0, 4, 0, 0);
    besides->setSpacing(2);
    besides->addWidget(new SectionTitle(tr("Neighbours on the partition")));
    m_nearTable = makeNeighbourTable(QStringLiteral("nearTable"));
    m_nearTable->setFixedHeight(24 + 5 * 22);
    besides->addWidget(m_nearTable);
    layout->addWidget(m_tiles);
    layout->addSpacing(4);
    layout->addWidget(m_code, 1);
    layout->addSpacing(4);
    layout->addWidget(m_chainTitle);
    layout->addWidget(m_chain);
    layout->addWidget(m_besides);
    return page;
}

QWidget* MessageInspector::buildHeadersTab()
{
    auto* content = new QWidget;
    auto* layout = columnOf(content);
    m_headersTitle = new SectionTitle({});
    m_headers = new FactList(1, 180);
    m_headers->setObjectName(QStringLiteral("headerFacts"));
    layout->addWidget(m_headersTitle);
    layout->addWidget(m_headers);
    layout->addStretch(1);
    auto* area = new QScrollArea; // a message may carry hundreds
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

TableView* MessageInspector::makeNeighbourTable(const QString& name)
{
    auto* table = new TableView;
    table->setObjectName(name);
    table->setDensity(RowDensity::Compact);
    table->setColumns({{NeighboursModel::Offset, CellKind::Mono, 104, 1, Qt::AlignLeft},
        {NeighboursModel::RecordTime, CellKind::Mono, 104, 1, Qt::AlignLeft},
        {NeighboursModel::Payment, CellKind::Mono, 90, 1, Qt::AlignLeft},
        {NeighboursModel::Status, CellKind::Text, 78, 1, Qt::AlignLeft},
        {NeighboursModel::Bucket, CellKind::Tag, 96, 2, Qt::AlignLeft}});
    table->setModel(&m_neighbours);
    connect(table, &TableView::rowActivated, this, [this](int row) {
        const engine::StoredMessage& message = m_neighbours.row(row);
        showPlace(message.place, message.readAt);
    });
    return table;
}

QWidget* MessageInspector::buildNeighboursTab()
{
    auto* page = new QWidget;
    auto* layout = columnOf(page);
    m_neighbourTitle = new SectionTitle(tr("On the partition, by offset"));
    m_neighbourTitle->setRemark(tr("↵ opens one"));
    m_wideTable = makeNeighbourTable(QStringLiteral("neighbourTable"));
    layout->addWidget(m_neighbourTitle);
    layout->addWidget(m_wideTable, 1);
    return page;
}

QWidget* MessageInspector::buildScoreTab()
{
    auto* page = new QWidget;
    auto* layout = columnOf(page);
    m_scoreTitle = new SectionTitle({});
    m_waterfall = new FactorWaterfall;
    m_waterfall->setObjectName(QStringLiteral("messageWaterfall"));
    layout->addWidget(m_scoreTitle);
    layout->addWidget(m_waterfall);
    layout->addStretch(1);
    return page;
}

QWidget* MessageInspector::buildButtons()
{
    auto* row = new QWidget;
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(kMargin, 0, kMargin, 8);
    column->setSpacing(8);
    auto* layout = new QHBoxLayout;
    layout->setSpacing(8);
    const auto add = [layout](const QString& text, const QString& key, const QString& name) {
        auto* button = new Button(text);
        button->setKeyCap(key);
        button->setObjectName(name);
        layout->addWidget(button);
        return button;
    };
    m_follow = add(tr("Follow payer"), QStringLiteral("F"), QStringLiteral("followButton"));
    m_follow->setLook(Button::Look::Primary);
    m_alert = add(tr("Alert"), QStringLiteral("A"), QStringLiteral("openAlertButton"));
    m_hex = add(tr("Hex"), QStringLiteral("H"), QStringLiteral("hexButton"));
    layout->addStretch(1);
    m_copy = add(tr("Copy"), {}, QStringLiteral("copyMessageButton"));
    m_copy->setIconName(QStringLiteral("copy"));
    m_copy->setToolTip(tr("The bytes of the message as they came"));
    connect(m_follow, &QPushButton::clicked, this, [this] {
        if (m_message && m_message->payment)
            Q_EMIT followRequested(QString::fromStdString(m_message->payment->payer), m_stream);
    });
    connect(m_alert, &QPushButton::clicked, this, &MessageInspector::openAlert);
    connect(m_hex, &QPushButton::clicked, this, &MessageInspector::toggleHex);
    connect(m_copy, &QPushButton::clicked, this, &MessageInspector::copyBytes);
    column->addWidget(new Separator);
    column->addLayout(layout);
    return row;
}

} // namespace halcyon::ui
