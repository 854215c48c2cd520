#pragma once

#include <QList>
#include <QWidget>

namespace halcyon::ui {

/// Where a panel lies in a dashboard, in units of a grid of 24 columns.
struct GridPos {
    int x = 0, y = 0, w = 1, h = 1;
};

/// Lays panels out on 24 columns with gutters of 8 px. Rows share the height
/// given ("fit to screen") but are never lower than what a tile needs.
class GridContainer : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    void add(QWidget* panel, const GridPos& at);
    /// Below this the container wants to be scrolled.
    [[nodiscard]] int smallestHeight() const;
    [[nodiscard]] QRect rectOf(const GridPos& at) const;

    static constexpr int kColumns = 24;
    static constexpr int kGap = 8;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] int rows() const;

    struct Item {
        QWidget* panel;
        GridPos at;
    };
    QList<Item> m_items;
};

} // namespace halcyon::ui
