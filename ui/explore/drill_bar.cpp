#include "ui/explore/drill_bar.h"

#include "ui/explore/chip_strip.h"
#include "ui/format/names.h"
#include "ui/models/drill_filter.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/segments.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QStringListModel>

namespace halcyon::ui {

namespace {

struct Back {
    std::chrono::seconds length;
    const char* text;
};
constexpr Back kBacks[] = {{std::chrono::minutes{5}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last 5 minutes")},
    {std::chrono::minutes{15}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last 15 minutes")},
    {std::chrono::hours{1}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last hour")},
    {std::chrono::hours{6}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last 6 hours")},
    {std::chrono::hours{24}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last 24 hours")},
    {std::chrono::hours{24 * 7}, QT_TRANSLATE_NOOP("halcyon::ui::DrillBar", "Last 7 days")}};

} // namespace

DrillBar::DrillBar(EngineFeed& feed, ZoneChoice& zone, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_zone(zone)
    , m_streams(new Segments({streamLabel(engine::StreamId::Upi), streamLabel(engine::StreamId::Transactions)}))
    , m_chips(new ChipStrip)
    , m_add(new Button(tr("Filter")))
    , m_entry(new FilterField)
    , m_completer(new QCompleter(this))
    , m_offers(new QStringListModel(this))
{
    m_streams->setObjectName(QStringLiteral("streamSegments"));
    m_chips->setObjectName(QStringLiteral("chipStrip"));
    m_add->setObjectName(QStringLiteral("addFilterButton"));
    m_add->setLook(Button::Look::Quiet);
    m_add->setIconName(QStringLiteral("plus"));
    m_add->setKeyCap(QStringLiteral("/"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_streams);
    layout->addWidget(m_chips);
    layout->addWidget(m_add);
    layout->addWidget(m_entry);
    layout->addStretch(1);
    buildEntry();
    buildTimeMenu();
    connect(m_streams, &Segments::chosen, this, [this](int part) {
        engine::Drill drill = m_drill;
        drill.stream = part == 0 ? engine::StreamId::Upi : engine::StreamId::Transactions;
        drill.filters.clear(); // the streams have different fields
        if (drill.stream != m_drill.stream)
            Q_EMIT drillWanted(drill);
    });
    connect(m_chips, &ChipStrip::filterRemoved, this, &DrillBar::removeFilter);
    connect(m_chips, &ChipStrip::timeClicked, this,
        [this] { m_timeMenu.popup(m_chips->mapToGlobal(QPoint(0, m_chips->height() + 4))); });
    connect(m_add, &QPushButton::clicked, this, &DrillBar::editFilter);
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { setDrill(m_drill); });
}

void DrillBar::buildEntry()
{
    m_entry->setObjectName(QStringLiteral("filterEntry"));
    m_entry->setMinimumWidth(300);
    m_entry->setPlaceholderText(tr("status = FAILED, or 12:40 - 12:47"));
    m_entry->hide();
    m_completer->setModel(m_offers);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion); // what is offered fits already
    m_completer->popup()->setFont(monoFont());
    m_completer->popup()->setObjectName(QStringLiteral("filterOffers"));
    m_entry->setCompleter(m_completer);
    connect(m_entry, &QLineEdit::textEdited, this, &DrillBar::onTyped);
    connect(m_entry, &QLineEdit::returnPressed, this, &DrillBar::onEntered);
    connect(m_entry, &FilterField::escaped, this, &DrillBar::closeEntry);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& offer) {
        // after the completer has put the offer into the line
        QMetaObject::invokeMethod(this, [this, offer] { onTyped(offer); }, Qt::QueuedConnection);
    });
}

void DrillBar::buildTimeMenu()
{
    for (const auto& back : kBacks) {
        connect(m_timeMenu.addAction(tr(back.text)), &QAction::triggered, this, [this, &back] {
            engine::Drill drill = m_drill;
            const engine::EventTime now = std::chrono::ceil<std::chrono::seconds>(m_feed.now());
            drill.range = {now - back.length, now};
            Q_EMIT drillWanted(drill);
        });
    }
    m_timeMenu.addSeparator();
    connect(m_timeMenu.addAction(tr("Type a range…")), &QAction::triggered, this, [this] {
        editFilter();
        m_entry->setText(QStringLiteral("event_time in ") + rangeText(m_drill.range, m_zone.zone()));
        m_entry->setSelection(14, int(m_entry->text().size()));
    });
}

void DrillBar::setDrill(const engine::Drill& drill)
{
    m_drill = drill;
    m_streams->setCurrent(drill.stream == engine::StreamId::Upi ? 0 : 1);
    m_chips->setDrill(drill, m_zone.zone());
}

bool DrillBar::isEditing() const
{
    return m_entry->isVisible();
}

void DrillBar::editFilter()
{
    m_add->hide();
    m_entry->clear();
    m_entry->setVerdict(FilterField::Verdict::Neutral);
    m_entry->show();
    m_entry->setFocus(Qt::ShortcutFocusReason);
    onTyped({});
}

void DrillBar::closeEntry()
{
    m_completer->popup()->hide();
    m_entry->hide();
    m_add->show();
    Q_EMIT left();
}

void DrillBar::onTyped(const QString& text)
{
    m_entry->setVerdict(FilterField::Verdict::Neutral);
    const QStringList offers = filterCompletions(text, m_drill.stream);
    m_offers->setStringList(offers);
    if (offers.isEmpty() || !m_entry->isVisible())
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void DrillBar::onEntered()
{
    const QString text = m_entry->text().trimmed();
    if (text.isEmpty()) {
        closeEntry();
        return;
    }
    engine::Drill drill = m_drill;
    if (const auto range = parseRange(text, m_zone.zone(), m_drill.range.to)) {
        drill.range = *range;
    } else if (const auto filter = parseDrillFilter(text, m_drill.stream)) {
        drill.filters.push_back(*filter);
    } else {
        m_entry->setVerdict(FilterField::Verdict::Error);
        m_entry->setToolTip(filter.error().toHtmlEscaped());
        Q_EMIT refused(filter.error());
        return;
    }
    closeEntry();
    Q_EMIT drillWanted(drill);
}

void DrillBar::removeFilter(int filter)
{
    engine::Drill drill = m_drill;
    drill.filters.erase(drill.filters.begin() + filter);
    Q_EMIT drillWanted(drill);
}

} // namespace halcyon::ui
