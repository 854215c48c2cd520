// The widgets of the queue; how it behaves is in alert_queue.cpp.

#include "ui/alerts/alert_queue.h"
#include "ui/alerts/new_alerts_banner.h"
#include "ui/alerts/queue_foot.h"
#include "ui/format/names.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/state_view.h"

#include <QMenu>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace halcyon::ui {

void AlertQueue::build()
{
    auto* density = new Segments({QStringLiteral("28"), QStringLiteral("22")});
    density->setObjectName(QStringLiteral("densitySegments"));
    density->setSmall(true);
    density->setToolTip(tr("Height of a row, px"));
    connect(density, &Segments::chosen, this,
        [this](int part) { m_table->setDensity(part == 0 ? RowDensity::Normal : RowDensity::Compact); });
    auto* order = new Segments({tr("Newest"), tr("Priority")});
    order->setObjectName(QStringLiteral("orderSegments"));
    order->setSmall(true);
    order->setToolTip(tr("Newest first, or by severity, then score, then age"));
    connect(order, &Segments::chosen, this, [this](int part) {
        m_model.setOrder(part == 0 ? AlertQueueModel::Order::Newest : AlertQueueModel::Order::Priority);
        setSubtitle(part == 0 ? tr("newest first") : tr("priority = severity, score, time"));
    });
    setSubtitle(tr("newest first"));
    addHeaderWidget(density);
    addHeaderWidget(order);

    m_table->setObjectName(QStringLiteral("queueTable"));
    m_banner->setObjectName(QStringLiteral("newAlertsBanner"));
    auto* rows = new QWidget;
    m_stack = new QStackedLayout(rows);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_state);
    m_stack->setContentsMargins(0, 0, 2, 0); // the scroll bar stands off the border
    connect(m_foot, &QueueFoot::acknowledgeClicked, this, &AlertQueue::acknowledgeMarkedClicked);
    connect(m_foot, &QueueFoot::closeClicked, this, &AlertQueue::closeMarkedClicked);
    connect(m_foot, &QueueFoot::unmarkClicked, this, &AlertQueue::clearMarks);

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildFilterRow());
    layout->addWidget(m_banner);
    layout->addWidget(rows, 1);
    layout->addWidget(m_foot);
    setContent(body);
}

QWidget* AlertQueue::buildFilterRow()
{
    auto* row = new QWidget;
    row->setFixedHeight(40);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 0, 12, 0);
    layout->setSpacing(8);
    m_filter->setObjectName(QStringLiteral("alertFilter"));
    m_filter->setPlaceholderText(tr("severity >= high and score >= 50 and age < 15m, or a name"));
    m_filter->setAccessibleName(tr("Condition on the alerts"));
    connect(m_filter, &QLineEdit::textChanged, this, &AlertQueue::onFilterEdited);
    connect(m_filter, &QLineEdit::returnPressed, this, &AlertQueue::filterLeft);
    connect(m_filter, &FilterField::escaped, this, &AlertQueue::filterLeft);
    auto* severity = new Button(tr("Severity"));
    severity->setObjectName(QStringLiteral("severityButton"));
    addSeverityMenu(severity);
    auto* rule = new Button(tr("Rule"));
    rule->setObjectName(QStringLiteral("ruleButton"));
    addRuleMenu(rule);
    layout->addWidget(m_filter, 1);
    layout->addWidget(severity);
    layout->addWidget(rule);
    return row;
}

void AlertQueue::addSeverityMenu(Button* button)
{
    auto* menu = new QMenu(button);
    const auto add = [&](const QString& text, const QString& condition) {
        connect(menu->addAction(text), &QAction::triggered, this,
            [this, condition] { setFilter(AlertQuery::replaceField(m_filter->text(), QStringLiteral("severity"), condition)); });
    };
    add(tr("All severities"), {});
    menu->addSeparator();
    add(tr("Critical"), QStringLiteral("severity = critical"));
    add(tr("High and critical"), QStringLiteral("severity >= high"));
    add(tr("Medium and above"), QStringLiteral("severity >= medium"));
    add(tr("Low and minimal"), QStringLiteral("severity <= low"));
    button->setMenu(menu);
}

void AlertQueue::addRuleMenu(Button* button)
{
    auto* menu = new QMenu(button);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        const auto add = [this, menu](const QString& text, const QString& condition) {
            connect(menu->addAction(text), &QAction::triggered, this, [this, condition] {
                setFilter(AlertQuery::replaceField(m_filter->text(), QStringLiteral("rule"), condition));
            });
        };
        add(tr("All rules"), {});
        menu->addSeparator();
        QStringList rules;
        for (const auto& rule : m_context.alerts.rules())
            rules << toText(rule);
        rules.sort();
        for (const auto& rule : rules)
            add(rule, QStringLiteral("rule = \"%1\"").arg(rule));
    });
    button->setMenu(menu);
}

} // namespace halcyon::ui
