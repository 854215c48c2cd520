#pragma once

#include "ui/models/stream_models.h"
#include "ui/streams/stream_panel.h"

namespace halcyon::ui {

class FilterField;

/// The topics read, one line each. One is always chosen while there
/// is one; the busiest at first.
class TopicsPanel : public StreamPanel {
    Q_OBJECT
public:
    explicit TopicsPanel(QWidget* parent = nullptr);

    void showLive(const LiveView& view);
    /// Empty before the first topic.
    [[nodiscard]] const std::string& topic() const { return m_topic; }
    [[nodiscard]] const TopicsModel& model() const { return m_model; }
    void editFilter();

Q_SIGNALS:
    void topicChanged();
    void filterLeft();

protected:
    [[nodiscard]] QList<TableColumn> columnsFor(int width) const override;

private:
    void onRow(int row);
    void onFilter(const QString& text);

    TopicsModel m_model;
    FilterField* m_filter;
    std::string m_topic;
    bool m_isFilling = false; // rows change, the choice does not
};

} // namespace halcyon::ui
