#pragma once

#include <QList>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <functional>

namespace halcyon::ui {

/// A short note about something that happened.
struct ToastNote {
    enum class Kind : unsigned char { Info, Ok, Warning };
    Kind kind = Kind::Info;
    QString title;
    QString text;
    QString time; ///< as shown
    QString actionText; ///< empty: nothing to click
    std::function<void()> action;
    std::chrono::milliseconds lasts = std::chrono::seconds{8};
};

/// At most three notes at the bottom left of a window; a fourth pushes out the
/// oldest. A click on a note's action runs it and closes the note, a click
/// elsewhere closes it.
class ToastStack : public QWidget {
    Q_OBJECT
public:
    explicit ToastStack(QWidget* window);

    void add(ToastNote note);
    [[nodiscard]] int count() const { return int(m_toasts.size()); }

    static constexpr int kMost = 3;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Toast;
    void remove(Toast* toast);
    void place();

    QList<Toast*> m_toasts; // oldest first
};

} // namespace halcyon::ui
