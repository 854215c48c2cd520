#pragma once

#include "engine/api/history_values.h"
#include "ui/charts/refresh_scheduler.h"
#include "ui/feed/engine_feed.h"
#include "ui/feed/history_feed.h"
#include "ui/feed/zone_choice.h"
#include "ui/models/alert_store.h"
#include "ui/widgets/toast.h"

#include <QKeySequence>
#include <QList>
#include <QStringList>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QVBoxLayout;

namespace halcyon::ui {

/// What every page works with. All outlive the pages.
struct PageContext {
    EngineFeed& feed;
    HistoryFeed* history = nullptr; ///< null: this profile has no database
    AlertStore& alerts;
    ZoneChoice& zone;
    RefreshScheduler& scheduler;
};

/// A key the legend names.
struct KeyHint {
    QKeySequence keys;
    QString text;
};

/// The names on a keyboard for a sequence: {"Ctrl", "E"}, {"↵"}.
[[nodiscard]] QStringList keyCaps(const QKeySequence& keys);

/// One page of the window: a bar of 42 px, then its body.
///
/// The window shows the page's breadcrumb, buttons and keys while the page is
/// the current one. Keys are registered with `addKey`; they never act while a
/// text field has the focus, and only while the page shows.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(PageContext& context, QWidget* parent = nullptr);

    /// From the outermost place to this one; the last part is the title.
    [[nodiscard]] virtual QStringList breadcrumb() const = 0;
    /// The page's own buttons in the top bar, left to right; owned by the page.
    [[nodiscard]] virtual QList<QWidget*> buttons() const { return {}; }
    /// Whether "Last 15 minutes" in the top bar applies to it.
    [[nodiscard]] virtual bool usesLiveRange() const { return false; }
    /// Whether the legend of keys is drawn under it.
    [[nodiscard]] virtual bool hasKeyLegend() const { return true; }
    [[nodiscard]] const QList<KeyHint>& keyHints() const { return m_keyHints; }

    /// A part of the breadcrumb before the last was clicked.
    virtual void openCrumb(int part);
    /// Shows what another page asked for; false when this page does not show such things.
    virtual bool openDrill(const engine::Drill& drill);
    virtual bool openAlert(engine::AlertId alert);

    /// Called by the window when the page becomes, or stops being, the current one.
    virtual void activated() { }
    virtual void deactivated() { }

Q_SIGNALS:
    void headingChanged(); ///< breadcrumb, buttons or keys are not what they were
    void drillRequested(const halcyon::engine::Drill& drill);
    void backRequested(); ///< to the page that had asked for a drill
    void alertRequested(halcyon::engine::AlertId alert);
    void noteRaised(const halcyon::ui::ToastNote& note);

protected:
    [[nodiscard]] PageContext& context() const { return m_context; }
    /// The row under the top bar; hidden until something is added to it.
    [[nodiscard]] QHBoxLayout* bar();
    void setBody(QWidget* body);
    /// `action` runs on `keys` while the page shows. An empty text keeps it out of the legend.
    void addKey(const QKeySequence& keys, const QString& text, std::function<void()> action);

private:
    PageContext& m_context;
    QWidget* m_bar;
    QHBoxLayout* m_barLayout;
    QVBoxLayout* m_layout;
    QList<KeyHint> m_keyHints;
};

} // namespace halcyon::ui
