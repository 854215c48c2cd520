#pragma once

#include "engine/api/history_values.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <optional>
#include <utility>

namespace halcyon::ui {

/// The whole of what a drill selects, in one line of figures.
class AggregatesLine : public QWidget {
    Q_OBJECT
public:
    explicit AggregatesLine(QWidget* parent = nullptr);

    /// Nothing while it is being computed.
    void setSummary(const std::optional<engine::DrillSummary>& summary);
    void setTrouble(const QString& sentence);
    /// "Rows 35,214", "Sum ₹2,87,41,906.50", ...
    [[nodiscard]] QStringList texts() const;

    static constexpr int kHeight = 32;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<std::pair<QString, QString>> m_figures;
    QString m_remark;
};

/// Sum divided by count, rounded half away from zero to the currency's hundredth.
[[nodiscard]] engine::Amount meanAmount(const engine::AmountSum& sum, std::uint64_t count);

} // namespace halcyon::ui
