#pragma once

#include "ui/models/stream_models.h"
#include "ui/streams/stream_panel.h"

namespace halcyon::ui {

class WarningLine;

/// The partitions of one topic: where reading stands in each, how far behind it
/// is and what it is doing.
class PartitionsPanel : public StreamPanel {
    Q_OBJECT
public:
    explicit PartitionsPanel(const ZoneChoice& zone, QWidget* parent = nullptr);

    void showLive(const LiveView& view, const std::string& topic);
    void setLagUnit(LagUnit unit);
    [[nodiscard]] const PartitionsModel& model() const { return m_model; }
    /// What stopped, in a sentence; empty while all run.
    [[nodiscard]] QString trouble() const;

Q_SIGNALS:
    /// Enter or a double click: the payments of this partition.
    void partitionOpened(const halcyon::engine::PartitionStatus& partition);

protected:
    [[nodiscard]] QList<TableColumn> columnsFor(int width) const override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showSubtitle(const LiveView& view, const std::string& topic);
    void showTrouble();

    PartitionsModel m_model;
    WarningLine* m_trouble;
    std::string m_topic;
};

} // namespace halcyon::ui
