#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

#include <functional>

class QHBoxLayout;

namespace halcyon::ui {

/// What stands in a panel that has nothing to show: it is loading, there is
/// nothing, or it failed. Says what and why; its buttons are what one can do.
class StateView : public QWidget {
    Q_OBJECT
public:
    explicit StateView(QWidget* parent = nullptr);

    /// Grey bars where rows will be; `text` says what is being read.
    void showLoading(const QString& text);
    void showEmpty(const QString& title, const QString& text = {});
    void showFailed(const QString& title, const QString& text);
    /// For the state shown now; the next `show...` removes it. The first one is primary when failed.
    void addButton(const QString& text, std::function<void()> action);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] bool isFailed() const { return m_kind == Kind::Failed; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Kind : unsigned char { Loading, Empty, Failed };
    void setState(Kind kind, const QString& title, const QString& text);
    void paintLoading(QPainter& painter) const;
    void paintMessage(QPainter& painter) const;
    [[nodiscard]] QRect textRect() const;
    [[nodiscard]] int blockTop() const;
    void placeButtons();

    Kind m_kind = Kind::Loading;
    QString m_title, m_text;
    QWidget* m_buttons;
    QHBoxLayout* m_buttonRow;
    QTimer m_spin;
    int m_angle = 0;
};

} // namespace halcyon::ui
