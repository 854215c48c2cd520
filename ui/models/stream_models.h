#pragma once

#include "engine/api/live_snapshot.h"
#include "ui/feed/zone_choice.h"
#include "ui/models/list_model.h"

#include <QList>
#include <QString>

namespace halcyon::ui {

/// What a partition, or the worst of a topic's, is doing.
enum class ReadingState : unsigned char { Reading, Idle, Behind, Stopped };

[[nodiscard]] ReadingState readingStateOf(const engine::PartitionStatus& partition);
[[nodiscard]] QString readingStateLabel(ReadingState state);

/// From this much on, a partition counts as behind.
inline constexpr double kBehindSeconds = 5;

/// The partitions of one topic, together.
struct TopicStatus {
    std::string name;
    engine::StreamId stream = engine::StreamId::Upi;
    int partitions = 0;
    double rate = 0; ///< messages a second
    std::vector<float> rateHistory;
    std::int64_t lag = 0;
    double lagSeconds = 0; ///< of the partition furthest behind
    ReadingState state = ReadingState::Idle;
};

/// Sorted by name, as the partitions are.
[[nodiscard]] std::vector<TopicStatus> topicsOf(const std::vector<engine::PartitionStatus>& partitions);

class TopicsModel : public ListModel<TopicStatus> {
    Q_OBJECT
public:
    enum Column { Topic, Stream, Partitions, Rate, History, Lag, LagSeconds, ColumnCount };
    using ListModel::ListModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const TopicStatus& row, int column, int role) const override;

private:
    [[nodiscard]] static QString textOf(const TopicStatus& row, int column);
    [[nodiscard]] static QVariant rawOf(const TopicStatus& row, int column);
};

/// What the lag bars measure.
enum class LagUnit : unsigned char { Messages, Seconds };

class PartitionsModel : public ListModel<engine::PartitionStatus> {
    Q_OBJECT
public:
    enum Column {
        Number,
        Start,
        Position,
        End,
        LagBar,
        Lag,
        LagSeconds,
        Rate,
        History,
        Watermark,
        Skipped,
        State,
        ColumnCount
    };
    explicit PartitionsModel(const ZoneChoice& zone, QObject* parent = nullptr);

    void setLagUnit(LagUnit unit);
    [[nodiscard]] LagUnit lagUnit() const { return m_unit; }

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const engine::PartitionStatus& row, int column, int role) const override;

private:
    [[nodiscard]] QString textOf(const engine::PartitionStatus& row, int column) const;
    [[nodiscard]] QVariant rawOf(const engine::PartitionStatus& row, int column) const;
    /// A full bar is the largest lag of the table, but no less than 100 messages or a second.
    [[nodiscard]] double lagFill(const engine::PartitionStatus& row) const;

    const ZoneChoice& m_zone;
    LagUnit m_unit = LagUnit::Messages;
};

} // namespace halcyon::ui
