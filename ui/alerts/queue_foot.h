#pragma once

#include <QWidget>

namespace halcyon::ui {

class Button;

/// The line under the queue: which rows are on screen, how many are marked and
/// what can be done with those, and a remark at the right.
class QueueFoot : public QWidget {
    Q_OBJECT
public:
    explicit QueueFoot(QWidget* parent = nullptr);

    /// Rows first to last (from 0) of `count`.
    void setRange(int first, int last, int count);
    void setMarked(std::size_t count);
    void setSorting(bool isSorting);
    void setRemark(const QString& remark);
    /// Nobody can act now.
    void setActing(bool canAct);
    [[nodiscard]] const QString& rangeText() const { return m_range; }

    static constexpr int kHeight = 33;

Q_SIGNALS:
    void acknowledgeClicked();
    void closeClicked();
    void unmarkClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] double leftWidth() const;
    void placeButtons();

    QString m_range, m_marked, m_remark;
    bool m_isSorting = false;
    Button* m_acknowledge;
    Button* m_close;
    Button* m_unmark;
};

} // namespace halcyon::ui
