#pragma once

#include "engine/api/history_values.h"

#include <QWidget>

#include <vector>

namespace halcyon::ui {

/// What a payment waited for on its way into the database: one bar a step, each
/// beginning where the one before ended.
class LatencyChain : public QWidget {
    Q_OBJECT
public:
    explicit LatencyChain(QWidget* parent = nullptr);

    void setMessage(const engine::StoredMessage& message);
    /// From the payment's (else the record's) time to the committed row; "" when no time is known.
    [[nodiscard]] QString totalText() const;
    /// "record → read 9.1 ms", for reading aloud and for tests.
    [[nodiscard]] QStringList texts() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Step {
        QString name, remark;
        std::chrono::microseconds length{0};
        int colour = 0;
    };
    std::vector<Step> m_steps;
};

} // namespace halcyon::ui
