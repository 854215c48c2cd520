#pragma once

#include <QStringList>
#include <QWidget>

namespace halcyon::ui {

/// Tabs as words over a line, the current one underlined in the accent.
class TabStrip : public QWidget {
    Q_OBJECT
public:
    explicit TabStrip(const QStringList& texts, QWidget* parent = nullptr);

    void setText(int tab, const QString& text);
    void setCurrent(int tab);
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] QRect tabRect(int tab) const;

    static constexpr int kHeight = 32;

Q_SIGNALS:
    void currentChanged(int tab);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QStringList m_texts;
    int m_current = 0;
};

} // namespace halcyon::ui
