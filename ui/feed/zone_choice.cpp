#include "ui/feed/zone_choice.h"

namespace halcyon::ui {

void ZoneChoice::set(Zone zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    Q_EMIT zoneChanged(zone);
}

} // namespace halcyon::ui
