#include "ui/panels/alert_inbox.h"

#include "ui/format/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr int kMostCopied = 1000;

constexpr int kWide = 980; // from here on all columns fit

/// A narrow inbox leaves out the id and the stream.
QList<TableColumn> inboxColumns(bool isWide)
{
    using Model = AlertTableModel;
    if (!isWide)
        return {{Model::Time, CellKind::Mono, 84, 0, Qt::AlignLeft},
            {Model::Severity, CellKind::Pill, 98, 0, Qt::AlignLeft},
            {Model::Score, CellKind::Score, 114, 0, Qt::AlignLeft},
            {Model::Rule, CellKind::Text, 110, 3, Qt::AlignLeft},
            {Model::Entity, CellKind::Text, 110, 3, Qt::AlignLeft},
            {Model::Amount, CellKind::Mono, 120, 1, Qt::AlignRight},
            {Model::State, CellKind::Text, 126, 1, Qt::AlignLeft}};
    return {{Model::Time, CellKind::Mono, 84, 0, Qt::AlignLeft},
        {Model::Severity, CellKind::Pill, 98, 0, Qt::AlignLeft},
        {Model::Score, CellKind::Score, 136, 0, Qt::AlignLeft},
        {Model::Id, CellKind::Mono, 134, 0, Qt::AlignLeft},
        {Model::Rule, CellKind::Text, 110, 3, Qt::AlignLeft},
        {Model::Entity, CellKind::Text, 110, 3, Qt::AlignLeft},
        {Model::Amount, CellKind::Mono, 110, 1, Qt::AlignRight},
        {Model::Stream, CellKind::Text, 72, 0, Qt::AlignLeft},
        {Model::State, CellKind::Text, 126, 1, Qt::AlignLeft}};
}

} // namespace

AlertInbox::AlertInbox(const AlertStore& alerts, const ZoneChoice& zone, QWidget* parent)
    : PanelContent(parent)
    , m_alerts(alerts)
    , m_model(alerts, zone)
    , m_table(new TableView(this))
{
    m_table->setObjectName(QStringLiteral("alertInboxTable"));
    m_table->setColumns(inboxColumns(true));
    m_model.setFilter({.hidesClosed = true}); // as the figure above them counts
    m_table->setModel(&m_model);
    connect(m_table, &TableView::rowActivated, this,
        [this](int row) { Q_EMIT alertRequested(m_model.alertAt(row).id); });
}

void AlertInbox::showLive(const LiveView&)
{
    const QString text = subtitle(); // the rows follow the store by themselves
    if (text != m_subtitle) {
        m_subtitle = text;
        Q_EMIT subtitleChanged(text);
    }
}

QString AlertInbox::subtitle() const
{
    if (m_alerts.size() == 0) // perhaps nobody could be asked: no figure, not even 0
        return tr("newest first");
    return tr("%1 open  ·  newest first").arg(formatCount(std::int64_t(m_alerts.open())));
}

ValueTable AlertInbox::values() const
{
    ValueTable table;
    for (const auto& column : inboxColumns(true))
        table.header << m_model.headerData(column.modelColumn, Qt::Horizontal, Qt::DisplayRole).toString();
    const int rows = std::min(m_model.rowCount(), kMostCopied);
    for (int row = 0; row < rows; ++row) {
        QStringList texts;
        for (const auto& column : inboxColumns(true))
            texts << m_model.index(row, column.modelColumn).data().toString();
        table.rows << texts;
    }
    return table;
}

void AlertInbox::resizeEvent(QResizeEvent* event)
{
    PanelContent::resizeEvent(event);
    const bool isWide = width() >= kWide;
    if (isWide != m_isWide) {
        m_isWide = isWide;
        m_table->setColumns(inboxColumns(isWide));
    }
    m_table->setGeometry(rect().adjusted(0, 2, -3, 0));
}

void AlertInbox::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colours().panel);
}

} // namespace halcyon::ui
