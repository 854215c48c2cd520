#pragma once

#include "ui/shell/page.h"

namespace halcyon::ui {

/// *Live operations*: what happens to payments now.
class LivePage : public Page {
    Q_OBJECT
public:
    explicit LivePage(PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] bool usesLiveRange() const override { return true; }
    [[nodiscard]] bool hasKeyLegend() const override { return false; }

private:
    void updateTotals();

    QLabel* m_totals;
};

} // namespace halcyon::ui
