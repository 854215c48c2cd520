#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace halcyon::ui {

/// Something on screen that shows live data.
class Refreshable {
public:
    virtual ~Refreshable() = default;
    /// Brings the picture up to date: asks for repaints, only of what changed.
    virtual void refresh() = 0;
    /// Hidden things are not refreshed; they stay dirty until they show.
    [[nodiscard]] virtual bool isOnScreen() const = 0;
};

/// How the window keeps up, over the last second.
struct RefreshStats {
    double hertz = 0; ///< refresh rounds a second
    double frameMs = 0; ///< CPU time of the GUI thread a round, painting and all
    double latenessMs = 0; ///< worst distance behind a deadline
    int rate = 0; ///< rounds a second aimed at now; below the wanted rate after backing off
};

/// Decides when live panels are refreshed: one timer for all of them.
///
/// Only dirty things on screen are refreshed, on absolute deadlines, so a late
/// round does not move the next. From 30 Hz up panels take turns within a
/// period. When the GUI thread is busier than its budget, or rounds come late,
/// the rate steps down, and up again when there is room. Without dirty panels
/// no timer runs.
class RefreshScheduler : public QObject {
    Q_OBJECT
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Clocks {
        std::function<Time()> now;
        std::function<std::chrono::nanoseconds()> threadCpu; ///< used by the calling thread so far
    };
    [[nodiscard]] static Clocks realClocks();

    explicit RefreshScheduler(Clocks clocks = realClocks(), QObject* parent = nullptr);

    void add(Refreshable& target);
    void remove(Refreshable& target);
    void markDirty(Refreshable& target);
    void markAllDirty();

    /// Rounds a second, at most; 10 by default.
    void setRate(int hertz);
    [[nodiscard]] int rate() const { return m_rate; }
    [[nodiscard]] const RefreshStats& stats() const { return m_stats; }
    /// Whether `stats()` tells of now: false on a page with nothing live on it.
    [[nodiscard]] bool hasFreshStats() const;

    /// What the timer does; called directly by tests, which bring their own clocks.
    void runDue();

    static constexpr double kLoadBudget = 0.6; ///< of the GUI thread
    static constexpr std::chrono::milliseconds kPanelBudget{8}; ///< of CPU a refresh

Q_SIGNALS:
    void statsChanged(const halcyon::ui::RefreshStats& stats);

private:
    struct Entry {
        Refreshable* target = nullptr;
        bool isDirty = false;
        int slot = 0;
        int rest = 0; // rounds to leave out after a refresh that took too long
    };
    [[nodiscard]] int slotCount() const { return m_rate >= 30 ? 4 : 1; }
    [[nodiscard]] std::chrono::nanoseconds slotLength() const;
    void arm();
    void refreshSlot(int slot);
    void refreshOne(Entry& entry);
    void finishSecond(Time now);
    void startSecond(Time now);
    void adaptRate(double load, double worstLatenessMs);

    Clocks m_clocks;
    QTimer m_timer;
    std::vector<Entry> m_entries;
    int m_wantedRate = 10;
    int m_rate = 10;
    int m_nextSlot = 0;
    bool m_isResting = false; // armed after a deadline had passed with nothing to do
    Time m_deadline{}; // of the next slot
    Time m_secondStart{};
    std::chrono::nanoseconds m_cpuAtSecondStart{0};
    int m_slotsRun = 0; // this second
    double m_worstLatenessMs = 0;
    int m_badSeconds = 0, m_goodSeconds = 0;
    RefreshStats m_stats;
    std::optional<Time> m_statsAt; // when they were taken
};

} // namespace halcyon::ui

Q_DECLARE_METATYPE(halcyon::ui::RefreshStats)
