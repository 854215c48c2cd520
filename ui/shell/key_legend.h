#pragma once

#include "ui/shell/page.h"

namespace halcyon::ui {

/// The line of keys under a page: caps, then what they do. What does not fit is
/// left out; `?` lists all.
class KeyLegend : public QWidget {
    Q_OBJECT
public:
    explicit KeyLegend(QWidget* parent = nullptr);

    void setHints(const QList<KeyHint>& hints);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<KeyHint> m_hints;
};

} // namespace halcyon::ui
