#include "ui/shell/top_bar.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

struct LiveRange {
    std::chrono::seconds length;
    const char* text;
};
constexpr LiveRange kRanges[]
    = {{std::chrono::minutes{5}, QT_TRANSLATE_NOOP("halcyon::ui::TopBar", "Last 5 minutes")},
        {std::chrono::minutes{15}, QT_TRANSLATE_NOOP("halcyon::ui::TopBar", "Last 15 minutes")},
        {std::chrono::minutes{30}, QT_TRANSLATE_NOOP("halcyon::ui::TopBar", "Last 30 minutes")},
        {std::chrono::hours{1}, QT_TRANSLATE_NOOP("halcyon::ui::TopBar", "Last hour")}};

struct BadgeLook {
    QColor ground, ink;
};

BadgeLook lookOf(LiveState::Kind kind)
{
    const Colours& c = colours();
    switch (kind) {
    case LiveState::Kind::Live:
        return {c.okGround, c.ok};
    case LiveState::Kind::Stale:
        return {c.warnGround, c.warn};
    case LiveState::Kind::Offline:
        return {c.criticalGround, c.criticalText};
    default:
        return {c.infoGround, c.info};
    }
}

} // namespace

/// The state of the stream: a dot and a word.
class TopBar::Badge : public QWidget {
public:
    explicit Badge(QWidget* parent)
        : QWidget(parent)
    {
        setFixedHeight(20);
        setObjectName(QStringLiteral("liveBadge"));
    }

    void set(LiveState::Kind kind, const QString& text)
    {
        m_kind = kind;
        m_text = text;
        setAccessibleName(text);
        setFixedWidth(
            int(std::ceil(QFontMetricsF(uiFont(11, QFont::DemiBold)).horizontalAdvance(text))) + 33);
        update();
    }
    [[nodiscard]] const QString& text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const BadgeLook look = lookOf(m_kind);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(look.ground);
        painter.drawRoundedRect(rect(), 3, 3);
        painter.setBrush(look.ink);
        painter.drawEllipse(QRectF(11, 6.5, 7, 7));
        painter.setFont(uiFont(11, QFont::DemiBold));
        painter.setPen(look.ink);
        painter.drawText(rect().adjusted(22, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_text);
    }

private:
    LiveState::Kind m_kind = LiveState::Kind::Connecting;
    QString m_text;
};

class TopBar::Chip : public QWidget {
public:
    Chip(const ProfileLabel& profile, QWidget* parent)
        : QWidget(parent)
        , m_profile(profile)
    {
        setFixedSize(int(std::ceil(QFontMetricsF(uiFont(11)).horizontalAdvance(profile.name))) + 32, 20);
        setObjectName(QStringLiteral("profileChip"));
        setAccessibleName(profile.name);
        setToolTip(TopBar::tr("Profile"));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colours().control, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_profile.colour);
        painter.drawRoundedRect(QRectF(9, 6, 8, 8), 2, 2);
        painter.setFont(uiFont(11));
        painter.setPen(colours().text2);
        painter.drawText(rect().adjusted(23, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_profile.name);
    }

private:
    ProfileLabel m_profile;
};

TopBar::TopBar(EngineFeed& feed, ZoneChoice& zone, const ProfileLabel& profile, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_zone(zone)
    , m_breadcrumb(new Breadcrumb(this))
    , m_badge(new Badge(this))
    , m_pageArea(new QWidget(this))
    , m_pageLayout(new QHBoxLayout(m_pageArea))
    , m_range(new Button({}, this))
    , m_pause(new Button({}, this))
    , m_theme(new Button({}, this))
    , m_rangeMenu(new QMenu(this))
{
    setFixedHeight(kHeight);
    m_range->setObjectName(QStringLiteral("timeRangeButton"));
    m_pause->setObjectName(QStringLiteral("pauseStreamButton"));
    m_theme->setObjectName(QStringLiteral("themeButton"));
    m_breadcrumb->setObjectName(QStringLiteral("breadcrumb"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_breadcrumb);
    layout->addSpacing(6);
    layout->addWidget(m_badge);
    layout->addWidget(new Chip(profile, this));
    layout->addStretch(1);
    layout->addWidget(m_pageArea);
    layout->addSpacing(4);
    layout->addWidget(m_range);
    layout->addWidget(m_pause);
    layout->addWidget(m_theme);
    m_pageLayout->setContentsMargins(0, 0, 0, 0);
    m_pageLayout->setSpacing(8);
    m_range->setIconName(QStringLiteral("clock"));
    buildRangeMenu();
    updateThemeButton();
    connect(m_breadcrumb, &Breadcrumb::partClicked, this, &TopBar::crumbClicked);
    connect(m_theme, &QPushButton::clicked, this, &TopBar::themeToggleClicked);
    connect(m_pause, &QPushButton::clicked, this,
        [this] { m_feed.setPaused(m_feed.state().kind != LiveState::Kind::Paused); });
    connect(&feed, &EngineFeed::stateChanged, this, &TopBar::updateState);
    connect(&feed, &EngineFeed::rangeChanged, this, &TopBar::updateRange);
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] {
        updateState();
        updateRange();
    });
    updateState();
    updateRange();
}

void TopBar::buildRangeMenu()
{
    auto* ranges = new QActionGroup(m_rangeMenu);
    for (const auto& range : kRanges) {
        QAction* action = m_rangeMenu->addAction(tr(range.text));
        action->setCheckable(true);
        action->setData(qlonglong(range.length.count()));
        ranges->addAction(action);
        connect(action, &QAction::triggered, this, [this, &range] { m_feed.setRange(range.length); });
    }
    m_rangeMenu->addSeparator();
    auto* zones = new QActionGroup(m_rangeMenu);
    for (const Zone zone : {Zone::Utc, Zone::Ist}) {
        QAction* action = m_rangeMenu->addAction(tr("Times in %1").arg(zoneName(zone)));
        action->setCheckable(true);
        zones->addAction(action);
        connect(action, &QAction::triggered, this, [this, zone] { m_zone.set(zone); });
    }
    connect(m_rangeMenu, &QMenu::aboutToShow, this, [this, ranges, zones] {
        for (QAction* action : ranges->actions()) {
            action->setVisible(m_isRangeShown);
            action->setChecked(action->data().toLongLong() == m_feed.range().count());
        }
        zones->actions().at(m_zone.zone() == Zone::Utc ? 0 : 1)->setChecked(true);
    });
    m_range->setMenu(m_rangeMenu);
}

void TopBar::setBreadcrumb(const QStringList& parts)
{
    m_breadcrumb->setParts(parts);
}

void TopBar::setPageButtons(const QList<QWidget*>& buttons)
{
    for (QWidget* button : m_pageButtons) {
        m_pageLayout->removeWidget(button);
        button->hide();
    }
    m_pageButtons = buttons;
    for (QWidget* button : buttons) {
        m_pageLayout->addWidget(button);
        button->show();
    }
}

void TopBar::setRangeShown(bool isShown)
{
    m_isRangeShown = isShown;
    updateRange();
}

QString TopBar::badgeText() const
{
    return m_badge->text();
}

void TopBar::updateState()
{
    const LiveState& state = m_feed.state();
    m_badge->set(state.kind, badgeOf(state, m_zone.zone()));
    m_badge->setToolTip(sentenceOf(state, m_zone.zone()));
    const bool isPaused = state.kind == LiveState::Kind::Paused;
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIconName(isPaused ? QStringLiteral("play") : QStringLiteral("pause"));
    m_pause->setToolTip(isPaused ? tr("Go on reading where it stopped   P")
                                 : tr("Stop reading; Kafka keeps the messages   P"));
    m_pause->updateGeometry();
}

void TopBar::updateRange()
{
    QString text;
    for (const auto& range : kRanges) {
        if (m_isRangeShown && range.length == m_feed.range())
            text = tr(range.text);
    }
    m_range->setText(text);
    m_range->setSuffix(zoneName(m_zone.zone()));
    m_range->setToolTip(tr("Time range of the live panels, and the zone of all times"));
    m_range->updateGeometry();
}

void TopBar::updateThemeButton()
{
    const bool isDark = colours().kind == ThemeKind::Dark;
    m_theme->setIconName(isDark ? QStringLiteral("sun") : QStringLiteral("moon"));
    m_theme->setToolTip(isDark ? tr("Light theme   Ctrl T") : tr("Dark theme   Ctrl T"));
}

void TopBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateThemeButton();
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().bar);
    painter.fillRect(0, height() - 1, width(), 1, colours().border);
}

} // namespace halcyon::ui
