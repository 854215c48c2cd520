#pragma once

#include "ui/dashboard/totals_line.h"

#include <QWidget>

namespace halcyon::ui {

/// Shows a `TotalsLine`; repaints when a text changed.
class TotalsBar : public QWidget {
    Q_OBJECT
public:
    explicit TotalsBar(QWidget* parent = nullptr);

    void show(TotalsLine line);
    [[nodiscard]] QString text() const; ///< all of it, as a screen reader would say it

    using QWidget::show;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TotalsLine m_line;
};

} // namespace halcyon::ui
