#pragma once

#include "ui/format/times.h"

#include <QObject>

namespace halcyon::ui {

/// The zone the operator reads times in, shared by all that show one.
class ZoneChoice : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void set(Zone zone);
    [[nodiscard]] Zone zone() const { return m_zone; }

Q_SIGNALS:
    void zoneChanged(halcyon::ui::Zone zone);

private:
    Zone m_zone = Zone::Utc;
};

} // namespace halcyon::ui
