#pragma once

#include <QStringList>
#include <QWidget>

namespace halcyon::ui {

/// One choice out of a few, side by side: views, orders, units. Clicked, or
/// moved with the arrow keys.
class Segments : public QWidget {
    Q_OBJECT
public:
    explicit Segments(const QStringList& texts, QWidget* parent = nullptr);

    void setText(int part, const QString& text);
    /// Shown behind the text in the figures' font: how many are in that view.
    void setFigure(int part, const QString& figure);
    /// 22 px high with 11-px text instead of 28 and 12: for panel headers.
    void setSmall(bool isSmall);
    /// -1: none is chosen.
    void setCurrent(int part);
    [[nodiscard]] int current() const { return m_current; }
    /// A key drawn before each text while it can be pressed.
    void setKeyCaps(const QStringList& caps);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] QRect partRect(int part) const;

Q_SIGNALS:
    void chosen(int part);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Part {
        QString text, figure, cap;
    };
    [[nodiscard]] int widthOf(const Part& part) const;
    [[nodiscard]] int partAt(const QPoint& point) const;
    void paintPart(QPainter& painter, int number) const;
    void choose(int part);

    QList<Part> m_parts;
    int m_current = 0;
    int m_hovered = -1;
    bool m_isSmall = false;
};

} // namespace halcyon::ui
