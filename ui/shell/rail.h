#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace halcyon::ui {

/// The column of pages at the left: an icon each, the current one marked, a
/// count of what waits there.
class Rail : public QWidget {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    void addEntry(const QString& icon, const QString& name, const QString& key);
    /// An entry at the bottom that does something instead of showing a page.
    void addAction(const QString& icon, const QString& name, const QString& key);
    void setCurrent(int entry);
    /// 0 shows no badge; above 99 it reads "99".
    void setBadge(int entry, int count);

    static constexpr int kWidth = 56;

Q_SIGNALS:
    void entryClicked(int entry);
    void actionClicked(int action);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Entry {
        QString icon, name, key;
        int badge = 0;
    };
    [[nodiscard]] QRect entryRect(int entry) const;
    [[nodiscard]] QRect actionRect(int action) const;
    [[nodiscard]] int itemAt(const QPoint& point) const; ///< entries, then actions; -1: none
    void paintItem(
        QPainter& painter, const QRect& rect, const Entry& entry, bool isCurrent, bool isHovered) const;

    QList<Entry> m_entries, m_actions;
    int m_current = -1;
    int m_hovered = -1;
};

} // namespace halcyon::ui
