#include "ui/theme/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

static void initialiseIconResources() // outside the namespace: the macro declares a global function
{
    Q_INIT_RESOURCE(icons);
}

namespace halcyon::ui {

namespace {

QByteArray svgSource(const QString& name)
{
    static const bool isInitialised = (initialiseIconResources(), true);
    Q_UNUSED(isInitialised);
    QFile file(QStringLiteral(":/halcyon/icons/%1.svg").arg(name));
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isOpen, "svgSource", qPrintable(name));
    return file.readAll();
}

} // namespace

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, double devicePixelRatio)
{
    const QString key
        = QStringLiteral("halcyon/%1/%2/%3/%4").arg(name, colour.name()).arg(size).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QSvgRenderer renderer(svgSource(name).replace("currentColor", colour.name().toLatin1()));
    pixmap = QPixmap(QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawIcon(QPainter& painter, const QString& name, const QColor& colour, const QRectF& rect)
{
    painter.drawPixmap(rect.topLeft(),
        iconPixmap(name, colour, qRound(rect.width()), painter.device()->devicePixelRatioF()));
}

void drawLogo(QPainter& painter, const QRectF& rect)
{
    static QSvgRenderer renderer(svgSource(QStringLiteral("logo")));
    renderer.render(&painter, rect);
}

} // namespace halcyon::ui
