#pragma once

#include "ui/models/alert_queue_model.h"

#include <QWidget>

namespace halcyon::ui {

/// "12 new — press G to go. 2 critical, 5 high." over the queue, while alerts wait.
class NewAlertsBanner : public QWidget {
    Q_OBJECT
public:
    explicit NewAlertsBanner(QWidget* parent = nullptr);

    void setWaiting(const WaitingAlerts& waiting, engine::EventTime now);
    [[nodiscard]] const QString& text() const { return m_text; }

    static constexpr int kHeight = 30;

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QString m_count, m_text, m_age;
};

} // namespace halcyon::ui
