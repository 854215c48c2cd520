#pragma once

#include "ui/shell/page.h"

#include <QDialog>

namespace halcyon::ui {

/// All keys: those of the page, then those that work everywhere.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    ShortcutsDialog(const QString& pageTitle, const QList<KeyHint>& pageKeys,
        const QList<KeyHint>& globalKeys, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintColumn(QPainter& painter, int x, const QString& title, const QList<KeyHint>& keys) const;

    QString m_pageTitle;
    QList<KeyHint> m_pageKeys, m_globalKeys;
};

} // namespace halcyon::ui
