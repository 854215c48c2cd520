#pragma once

#include "ui/shell/page.h"
#include "ui/shell/settings.h"
#include "ui/shell/top_bar.h"

#include <QWidget>

#include <optional>

class QStackedWidget;

namespace halcyon::ui {

class KeyLegend;
class NoticeBar;
class Rail;
class StatusBar;

/// The console's window. It only wires: pages come from outside, live state
/// from the feed, and what one page asks of another is passed on here.
class MainWindow : public QWidget {
    Q_OBJECT
public:
    MainWindow(PageContext& context, const ProfileLabel& profile, QWidget* parent = nullptr);

    /// Adds a page under `id` ("overview", "alerts", ...) to the rail; owns it.
    void addPage(const QString& id, const QString& icon, const QString& name, Page* page);
    /// False for an id no page has.
    bool showPage(const QString& id);
    [[nodiscard]] QStringList pageIds() const { return m_ids; }
    [[nodiscard]] Page* currentPage() const;

    void applySettings(const WindowSettings& settings);
    [[nodiscard]] WindowSettings settings() const;
    /// Only the page and the status bar, over the whole screen.
    void setKiosk(bool isKiosk);

    /// A sentence that stays under the top bar until it is set to nothing.
    void setNotice(const QString& id, const QString& sentence);
    void addNote(const ToastNote& note);
    void toggleTheme();

    [[nodiscard]] StatusBar& statusBar() const { return *m_statusBar; }

Q_SIGNALS:
    void closing();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    class Strip;
    void buildLayout();
    void addGlobalKeys();
    void addGlobalKey(const QKeySequence& keys, const QString& text, std::function<void()> action);
    void showPageAt(int index);
    void showHeading();
    void showState();
    [[nodiscard]] QString historyNotice(const HistoryStatus& status);
    void showShortcuts();
    void routeDrill(const engine::Drill& drill);
    void routeAlert(engine::AlertId alert);

    PageContext& m_context;
    Rail* m_rail;
    TopBar* m_topBar;
    NoticeBar* m_notices;
    QStackedWidget* m_pages;
    KeyLegend* m_keyLegend;
    StatusBar* m_statusBar;
    ToastStack* m_toasts;
    Strip* m_strip;
    Page* m_shown = nullptr; // the page that was told it is active
    QStringList m_ids;
    QList<KeyHint> m_globalKeys;
    int m_drilledFrom = 0; // page
    std::optional<engine::EventTime> m_historySeenAt; // reachable, the last time
    bool m_isKiosk = false;
};

} // namespace halcyon::ui
