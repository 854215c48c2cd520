#pragma once

#include "ui/charts/refresh_scheduler.h"
#include "ui/feed/zone_choice.h"
#include "ui/panels/panel_content.h"

#include <QMenu>

namespace halcyon::ui {

class StateView;
class TableView;

/// The frame of every panel: a header of 34 px with title, subtitle and menu,
/// over a content widget. Works for any widget; `LivePanel` adds live data.
class PanelFrame : public QWidget {
    Q_OBJECT
public:
    explicit PanelFrame(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setSubtitle(const QString& subtitle);
    /// At the right of the header: how old stale data is.
    void setAge(const QString& age);
    /// A red border: what is inside failed.
    void setFailed(bool isFailed);
    void setContent(QWidget* content);
    [[nodiscard]] QWidget* content() const { return m_content; }
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] const QString& subtitle() const { return m_subtitle; }
    /// The menu behind the three dots; they are drawn once it has an entry.
    [[nodiscard]] QMenu& menu() { return m_menu; }
    /// Small widgets in the header, left of the menu; laid out right to left as added.
    void addHeaderWidget(QWidget* widget);

    static constexpr int kHeaderHeight = 34;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRect dotsRect() const;
    void placeWidgets();

    QString m_title, m_subtitle, m_age;
    QWidget* m_content = nullptr;
    QList<QWidget*> m_headerWidgets;
    QMenu m_menu;
    bool m_isFailed = false;
    bool m_isOnDots = false;
};

/// A panel with live data: loading, empty, stale and live; its figures as a
/// table, as CSV on the clipboard and as a picture.
class LivePanel : public PanelFrame, public Refreshable {
    Q_OBJECT
public:
    LivePanel(const QString& title, PanelContent* content, EngineFeed& feed, ZoneChoice& zone,
        RefreshScheduler& scheduler, QWidget* parent = nullptr);
    ~LivePanel() override;

    void refresh() override;
    [[nodiscard]] bool isOnScreen() const override { return isVisible(); }
    [[nodiscard]] PanelContent& liveContent() { return *m_live; }
    /// Asked for a file to save a picture into; tests bring their own answer.
    void setFileChooser(std::function<QString()> chooser) { m_chooseFile = std::move(chooser); }

Q_SIGNALS:
    void drillRequested(const halcyon::engine::Drill& drill);

private:
    void addMenuEntries();
    void showTwin(bool isTwin);
    void exportPicture();
    void showOnly(QWidget* widget);
    void showWhyEmpty(const LiveView& view);

    EngineFeed& m_feed;
    ZoneChoice& m_zone;
    RefreshScheduler& m_scheduler;
    PanelContent* m_live;
    StateView* m_state;
    TableView* m_twin = nullptr;
    ValuesModel m_twinModel;
    QWidget* m_holder;
    bool m_isTwin = false;
    std::function<QString()> m_chooseFile;
};

} // namespace halcyon::ui
