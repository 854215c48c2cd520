#pragma once

#include "ui/feed/engine_feed.h"
#include "ui/feed/zone_choice.h"
#include "ui/shell/breadcrumb.h"
#include "ui/widgets/button.h"

#include <QColor>
#include <QWidget>

class QHBoxLayout;
class QMenu;

namespace halcyon::ui {

/// Which profile this window shows, as its strip and chip say it.
struct ProfileLabel {
    QString name; ///< "DEMO · embedded"
    QColor colour;
};

/// The bar at the top: where one is, whether it is live, which profile; then
/// the page's buttons, the time range, pause and theme.
class TopBar : public QWidget {
    Q_OBJECT
public:
    TopBar(EngineFeed& feed, ZoneChoice& zone, const ProfileLabel& profile, QWidget* parent = nullptr);

    void setBreadcrumb(const QStringList& parts);
    /// Shows these between the chip and the range; they stay owned by their page.
    void setPageButtons(const QList<QWidget*>& buttons);
    /// Whether a range of live time can be chosen on this page, or only the zone.
    void setRangeShown(bool isShown);
    [[nodiscard]] QString badgeText() const;

    static constexpr int kHeight = 48;

Q_SIGNALS:
    void crumbClicked(int part);
    void themeToggleClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class Badge;
    class Chip;
    void buildRangeMenu();
    void updateState();
    void updateRange();
    void updateThemeButton();

    EngineFeed& m_feed;
    ZoneChoice& m_zone;
    Breadcrumb* m_breadcrumb;
    Badge* m_badge;
    QWidget* m_pageArea;
    QHBoxLayout* m_pageLayout;
    QList<QWidget*> m_pageButtons;
    Button* m_range;
    Button* m_pause;
    Button* m_theme;
    QMenu* m_rangeMenu;
    bool m_isRangeShown = true;
};

} // namespace halcyon::ui
