#pragma once

#include "engine/api/live_snapshot.h"

#include <QWidget>

#include <optional>

namespace halcyon::ui {

/// What became of every message read, as a sum that must come out: the buckets
/// equal the offsets read, or the bar says by how much they do not.
struct LedgerSum {
    engine::LedgerCounts counts;
    std::int64_t offsetsRead = 0; ///< positions minus starts, without offsets that hold no message

    [[nodiscard]] std::int64_t difference() const { return offsetsRead - std::int64_t(counts.total()); }
    /// Percent of messages that became payments; nothing before the first message.
    [[nodiscard]] std::optional<double> quality() const;
};
[[nodiscard]] LedgerSum ledgerOf(const std::vector<engine::PartitionStatus>& partitions);

class LedgerBar : public QWidget {
    Q_OBJECT
public:
    explicit LedgerBar(QWidget* parent = nullptr);

    void setSum(const LedgerSum& sum, const QString& since);
    [[nodiscard]] const LedgerSum& sum() const { return m_sum; }
    /// "Clean 21,71,004", ..., "Offsets read 21,76,200"; for reading aloud and for tests.
    [[nodiscard]] QStringList texts() const;
    [[nodiscard]] QRect bucketRect(engine::Bucket bucket) const;

    static constexpr int kHeight = 72;

Q_SIGNALS:
    void bucketClicked(halcyon::engine::Bucket bucket);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] double tileWidth() const;
    [[nodiscard]] QRectF sumRect() const;
    [[nodiscard]] QRectF qualityRect() const;
    void paintBucket(QPainter& painter, engine::Bucket bucket) const;
    void paintSum(QPainter& painter) const;
    void paintQuality(QPainter& painter) const;
    [[nodiscard]] static bool canOpen(engine::Bucket bucket) { return bucket != engine::Bucket::Filtered; }

    LedgerSum m_sum;
    QString m_since;
    int m_hovered = -1;
};

} // namespace halcyon::ui
