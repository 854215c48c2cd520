#pragma once

#include <QStringList>
#include <QWidget>

namespace halcyon::ui {

/// "Dashboards / Payments / Live operations"; the parts before the last can be clicked.
class Breadcrumb : public QWidget {
    Q_OBJECT
public:
    explicit Breadcrumb(QWidget* parent = nullptr);

    void setParts(const QStringList& parts);
    [[nodiscard]] const QStringList& parts() const { return m_parts; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 20}; }

Q_SIGNALS:
    void partClicked(int part);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] double widthOf(int part) const;
    [[nodiscard]] int partAt(double x) const; ///< -1: none that can be clicked

    QStringList m_parts;
    int m_hovered = -1;
};

} // namespace halcyon::ui
