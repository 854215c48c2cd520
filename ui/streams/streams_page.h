#pragma once

#include "ui/panels/panel_content.h"
#include "ui/shell/page.h"

namespace halcyon::ui {

class DeadLettersPanel;
class LedgerBar;
class LetterPane;
class PartitionsPanel;
class SectionTitle;
class Segments;
class TableView;
class TopicsPanel;

/// *Streams*: whether every message is accounted for. The ledger of all that was
/// read, where reading stands in every topic and partition, and the messages
/// that were turned away.
class StreamsPage : public Page, public Refreshable {
    Q_OBJECT
public:
    explicit StreamsPage(PageContext& context, QWidget* parent = nullptr);
    ~StreamsPage() override;

    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] bool usesLiveRange() const override { return true; }
    void activated() override;
    void deactivated() override;

    void refresh() override;
    [[nodiscard]] bool isOnScreen() const override { return isVisible(); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void addKeys();
    void connectParts();
    void connectFeed();
    void showPartitions(const LiveView& view);
    void showFigures(const LiveView& view);
    void setLagUnit(int unit);
    void openBucket(engine::Bucket bucket);
    void openPartition(const engine::PartitionStatus& partition);
    void copyRows();
    void leave();
    [[nodiscard]] engine::TimeRange liveRange() const;

    LedgerBar* m_ledger;
    TopicsPanel* m_topics;
    PartitionsPanel* m_partitions;
    DeadLettersPanel* m_deadLetters;
    LetterPane* m_letter;
    Segments* m_lagUnit;
    SectionTitle* m_figures;
    QTimer m_pace; // tables of figures are read, not watched: four looks a second
    engine::EventTime m_since{}; // of the first snapshot
};

} // namespace halcyon::ui
