#include "ui/panels/panel.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QStackedLayout>

namespace halcyon::ui {

PanelFrame::PanelFrame(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(title)
{
    setMouseTracking(true);
    setAccessibleName(title);
}

void PanelFrame::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(title);
    update(0, 0, width(), kHeaderHeight);
}

void PanelFrame::setSubtitle(const QString& subtitle)
{
    if (subtitle == m_subtitle)
        return;
    m_subtitle = subtitle;
    update(0, 0, width(), kHeaderHeight);
}

void PanelFrame::setAge(const QString& age)
{
    if (age == m_age)
        return;
    m_age = age;
    update(0, 0, width(), kHeaderHeight);
}

void PanelFrame::setFailed(bool isFailed)
{
    m_isFailed = isFailed;
    update();
}

void PanelFrame::setContent(QWidget* content)
{
    m_content = content;
    content->setParent(this);
    content->show();
    placeWidgets();
}

void PanelFrame::addHeaderWidget(QWidget* widget)
{
    widget->setParent(this);
    widget->show();
    m_headerWidgets.append(widget);
    placeWidgets();
}

QRect PanelFrame::dotsRect() const
{
    return {width() - 24, 5, 20, 24};
}

void PanelFrame::placeWidgets()
{
    if (m_content)
        m_content->setGeometry(1, kHeaderHeight, width() - 2, std::max(0, height() - kHeaderHeight - 1));
    int right = m_menu.isEmpty() ? width() - 12 : dotsRect().left() - 4;
    for (QWidget* widget : m_headerWidgets) {
        const QSize size
            = widget->sizeHint().expandedTo(widget->minimumSize()).boundedTo(widget->maximumSize());
        widget->setGeometry(
            right - size.width(), (kHeaderHeight - size.height()) / 2, size.width(), size.height());
        right -= size.width() + 8;
    }
}

void PanelFrame::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeWidgets();
}

void PanelFrame::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_isFailed ? c.critical : c.border, 1));
    painter.setBrush(c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(uiFont(13, QFont::DemiBold));
    painter.setPen(c.text);
    const QRectF header(13, 1, width() - 40, kHeaderHeight);
    painter.drawText(header, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const double titleWidth = QFontMetricsF(painter.font()).horizontalAdvance(m_title);
    painter.setFont(uiFont(11));
    painter.setPen(c.text2);
    const double right
        = m_headerWidgets.isEmpty() ? header.right() : m_headerWidgets.last()->geometry().left() - 8;
    const double room = right - header.left() - titleWidth - 8 - (m_age.isEmpty() ? 0 : 90);
    painter.drawText(header.adjusted(titleWidth + 8, 1, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_subtitle, Qt::ElideRight, room));
    if (!m_age.isEmpty()) {
        painter.setFont(monoFont(11));
        painter.setPen(c.warn);
        painter.drawText(
            QRectF(0, 1, dotsRect().left() - 4, kHeaderHeight), Qt::AlignRight | Qt::AlignVCenter, m_age);
    }
    if (m_menu.isEmpty())
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_isOnDots ? c.text : c.text3);
    for (const int y : {13, 18, 23})
        painter.drawEllipse(QPointF(dotsRect().center().x() + 1, y), 1.3, 1.3);
}

void PanelFrame::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_menu.isEmpty()
        && dotsRect().contains(event->position().toPoint()))
        m_menu.popup(mapToGlobal(QPoint(width() - m_menu.sizeHint().width() - 4, kHeaderHeight - 4)));
    else
        QWidget::mousePressEvent(event);
}

void PanelFrame::mouseMoveEvent(QMouseEvent* event)
{
    const bool isOnDots = dotsRect().contains(event->position().toPoint());
    if (isOnDots == m_isOnDots)
        return;
    m_isOnDots = isOnDots;
    update(dotsRect());
}

void PanelFrame::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_isOnDots = false;
    update(dotsRect());
}

LivePanel::LivePanel(const QString& title, PanelContent* content, EngineFeed& feed, ZoneChoice& zone,
    RefreshScheduler& scheduler, QWidget* parent)
    : PanelFrame(title, parent)
    , m_feed(feed)
    , m_zone(zone)
    , m_scheduler(scheduler)
    , m_live(content)
    , m_state(new StateView(this))
    , m_holder(new QWidget(this))
{
    auto* stack = new QStackedLayout(m_holder);
    stack->addWidget(m_live);
    stack->addWidget(m_state);
    setContent(m_holder);
    addMenuEntries();
    const auto markDirty = [this] { m_scheduler.markDirty(*this); };
    connect(&feed, &EngineFeed::snapshotChanged, this, markDirty);
    connect(&feed, &EngineFeed::stateChanged, this, markDirty);
    connect(&feed, &EngineFeed::staleClockTicked, this, markDirty);
    connect(&zone, &ZoneChoice::zoneChanged, this, markDirty);
    connect(m_live, &PanelContent::drillRequested, this, &LivePanel::drillRequested);
    m_chooseFile = [this] {
        return QFileDialog::getSaveFileName(
            this, tr("Save picture"), this->title() + QStringLiteral(".png"), tr("PNG pictures (*.png)"));
    };
    scheduler.add(*this);
}

LivePanel::~LivePanel()
{
    m_scheduler.remove(*this);
}

void LivePanel::addMenuEntries()
{
    QAction* twin = menu().addAction(tr("View as table"));
    twin->setObjectName(QStringLiteral("actionViewTable"));
    twin->setCheckable(true);
    connect(twin, &QAction::toggled, this, &LivePanel::showTwin);
    QAction* copy = menu().addAction(tr("Copy values as CSV"));
    copy->setObjectName(QStringLiteral("actionCopyCsv"));
    connect(copy, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(m_live->values().toCsv()); });
    QAction* picture = menu().addAction(tr("Save picture…"));
    picture->setObjectName(QStringLiteral("actionExportPng"));
    connect(picture, &QAction::triggered, this, &LivePanel::exportPicture);
}

void LivePanel::showOnly(QWidget* widget)
{
    static_cast<QStackedLayout*>(m_holder->layout())->setCurrentWidget(widget);
}

void LivePanel::refresh()
{
    const LiveView view = makeLiveView(m_feed, m_zone.zone());
    setAge(view.isStale()
            ? formatDuration(std::chrono::floor<std::chrono::seconds>(view.now - view.state.since))
            : QString());
    if (view.snapshot.sequence == 0) {
        m_state->showLoading(tr("waiting for the first figures"));
        showOnly(m_state);
        return;
    }
    m_live->showLive(view);
    if (m_live->isEmpty() || (m_live->isFromMessages() && !view.hasMessages())) {
        showWhyEmpty(view);
    } else if (m_isTwin) {
        m_twinModel.setTable(m_live->values());
        showOnly(m_twin);
    } else {
        showOnly(m_live);
    }
}

void LivePanel::showWhyEmpty(const LiveView& view)
{
    switch (view.state.kind) {
    case LiveState::Kind::Connecting:
        m_state->showLoading(tr("connecting to Kafka"));
        break;
    case LiveState::Kind::Offline:
        m_state->showFailed(tr("Kafka cannot be reached"), sentenceOf(view.state, view.zone));
        break;
    default:
        m_state->showEmpty(tr("Nothing yet"), m_live->emptyText());
    }
    showOnly(m_state);
}

void LivePanel::showTwin(bool isTwin)
{
    m_isTwin = isTwin;
    if (isTwin && !m_twin) {
        m_twin = new TableView(m_holder);
        m_twin->setDensity(RowDensity::Compact);
        m_twin->setObjectName(QStringLiteral("twinTable"));
        m_holder->layout()->addWidget(m_twin);
    }
    if (isTwin) {
        const ValueTable table = m_live->values();
        const bool hasTimes = !table.rows.isEmpty() && table.rows.first().first().at(0).isDigit();
        QList<TableColumn> columns;
        for (int column = 0; column < table.header.size(); ++column) {
            const bool isName = column == 0 && !hasTimes;
            columns.append({column, isName ? CellKind::Text : CellKind::Mono, column == 0 ? 150 : 60, 1,
                column == 0 ? Qt::AlignLeft : Qt::AlignRight});
        }
        m_twinModel.setTable(table);
        m_twin->setColumns(columns);
        m_twin->setModel(&m_twinModel);
    }
    refresh();
}

void LivePanel::exportPicture()
{
    const QString file = m_chooseFile();
    if (!file.isEmpty())
        grab().save(file, "PNG");
}

} // namespace halcyon::ui
