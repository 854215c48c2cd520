#pragma once

#include "ui/charts/line_style.h"
#include "ui/panels/panel_content.h"

namespace halcyon::ui {

/// Name, last, mean and largest of each line of a chart. Repaints only the rows
/// whose text changed.
class LegendTable : public QWidget {
    Q_OBJECT
public:
    explicit LegendTable(std::vector<LineStyle> lines, int rowHeight, QWidget* parent = nullptr);

    void setFigures(std::size_t line, const SeriesFigures& figures);
    [[nodiscard]] int wantedHeight() const;
    [[nodiscard]] QStringList texts(std::size_t line) const { return m_texts[line]; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int columns() const; ///< figures that fit: 3, or fewer in a narrow legend

    std::vector<LineStyle> m_lines;
    std::vector<QStringList> m_texts; // last, mean, max
    int m_rowHeight;
};

} // namespace halcyon::ui
