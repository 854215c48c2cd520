#include "app/console/screenshot.h"

#include <QPixmap>

namespace halcyon::app {

bool saveScreenshot(QWidget& window, const QString& file)
{
    QPixmap picture = window.grab();
    picture.setDevicePixelRatio(1); // a viewer shows every pixel
    return picture.save(file, "PNG");
}

} // namespace halcyon::app
