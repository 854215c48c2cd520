#pragma once

#include "engine/model/alert.h"
#include "ui/format/times.h"

#include <QString>
#include <QWidget>

namespace halcyon::ui {

/// The line over an alert: severity, entity, id; when it was raised.
class AlertHeading : public QWidget {
    Q_OBJECT
public:
    explicit AlertHeading(QWidget* parent = nullptr);

    void setAlert(const engine::Alert& alert, Zone zone);

    static constexpr int kHeight = 40;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    engine::Severity m_severity = engine::Severity::Medium;
    QString m_entity, m_id, m_fired, m_firedShort;
};

} // namespace halcyon::ui
