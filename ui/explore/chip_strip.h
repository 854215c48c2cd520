#pragma once

#include "engine/api/history_values.h"
#include "ui/format/times.h"

#include <QWidget>

namespace halcyon::ui {

/// The conditions of a drill side by side, each with a cross that takes it
/// away, and the time range, which a click changes. What does not fit becomes
/// one last chip that says how many more there are.
class ChipStrip : public QWidget {
    Q_OBJECT
public:
    explicit ChipStrip(QWidget* parent = nullptr);

    void setDrill(const engine::Drill& drill, Zone zone);
    /// "payer_bank = okhdfcbank", ..., the time range last.
    [[nodiscard]] QStringList texts() const;
    /// The cross of a condition, or the whole chip of the time range.
    [[nodiscard]] QRect hotRect(int chip) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 28}; }

Q_SIGNALS:
    void filterRemoved(int filter);
    void timeClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Chip {
        QString field, op, value;
        bool isTime = false;
    };
    [[nodiscard]] int widthOf(const Chip& chip) const;
    [[nodiscard]] QRect chipRect(int chip) const;
    [[nodiscard]] int shownChips() const;
    [[nodiscard]] int hotAt(const QPoint& point) const;
    void paintChip(QPainter& painter, int number) const;

    QList<Chip> m_chips; // the time range first: it is always in sight
    int m_hovered = -1;
};

} // namespace halcyon::ui
