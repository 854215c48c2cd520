#include "ui/shell/shortcuts_dialog.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr int kColumnWidth = 320;
constexpr int kRowHeight = 26;
constexpr int kTop = 58;

} // namespace

ShortcutsDialog::ShortcutsDialog(const QString& pageTitle, const QList<KeyHint>& pageKeys,
    const QList<KeyHint>& globalKeys, QWidget* parent)
    : QDialog(parent)
    , m_pageTitle(pageTitle)
    , m_pageKeys(pageKeys)
    , m_globalKeys(globalKeys)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keys"));
    const int columns = pageKeys.isEmpty() ? 1 : 2;
    const auto rows = std::max(pageKeys.size(), globalKeys.size());
    setFixedSize(columns * kColumnWidth + 24, kTop + int(rows) * kRowHeight + 20);
}

void ShortcutsDialog::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    int x = 24;
    if (!m_pageKeys.isEmpty()) {
        paintColumn(painter, x, m_pageTitle, m_pageKeys);
        x += kColumnWidth;
    }
    paintColumn(painter, x, tr("Everywhere"), m_globalKeys);
}

void ShortcutsDialog::paintColumn(
    QPainter& painter, int x, const QString& title, const QList<KeyHint>& keys) const
{
    painter.setFont(uiFont(13, QFont::DemiBold));
    painter.setPen(colours().text);
    painter.drawText(QRect(x, 20, kColumnWidth - 24, 20), Qt::AlignLeft | Qt::AlignVCenter, title);
    int y = kTop;
    for (const auto& hint : keys) {
        double capX = x;
        for (const auto& cap : keyCaps(hint.keys))
            capX += drawKeyCap(painter, {capX, double(y)}, cap) + 6;
        painter.setFont(uiFont());
        painter.setPen(colours().text2);
        painter.drawText(
            QRect(x + 110, y, kColumnWidth - 134, 16), Qt::AlignLeft | Qt::AlignVCenter, hint.text);
        y += kRowHeight;
    }
}

} // namespace halcyon::ui
