#pragma once

#include "engine/runtime/checkpoint.h"
#include "engine/store/recorder_store.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace halcyon::engine {

/// Encodes and saves states on a thread of its own, one after another, each
/// once the messages it covers are committed.
///
/// Threads: `isDue`, `keep` and `readingBacklog` where the processor runs, `committed` where
/// commits are made, the others on either.
class CheckpointKeeper {
public:
    using Save = std::function<Result<void>(const Checkpoint&)>;
    /// Called on the keeper's thread after each attempt to save.
    using Report = std::function<void(const Result<void>&)>;

    CheckpointKeeper(Save save, Report report, std::chrono::milliseconds every);
    ~CheckpointKeeper() { close(); }
    CheckpointKeeper(const CheckpointKeeper&) = delete;
    CheckpointKeeper& operator=(const CheckpointKeeper&) = delete;

    /// Whether it waits for the next state. Seldom more often than `every`: saving may take one part in
    /// twenty of a thread's time.
    [[nodiscard]] bool isDue() const;
    /// Takes the state that covers all messages up to `throughId`, once the one before is done with.
    void keep(std::int64_t throughId, CheckpointDraft&& draft);
    /// Whether messages that waited in Kafka are being read: then no state is due, for at most a minute after
    /// the last one. It would double the memory that tables take, while all of the machine is wanted for the
    /// backlog.
    void readingBacklog(bool isBacklog);
    /// All messages up to `lastId` are committed.
    void committed(std::int64_t lastId);
    /// What is not committed by now never will be: states that cover it are dropped.
    void commitsEnded();
    /// Saves the state it was given last, if what it covers is committed, and ends.
    void close();

private:
    using Clock = std::chrono::steady_clock;
    enum class Stage : std::uint8_t {
        Resting, ///< it is not time yet
        Ready, ///< for the next state: it is time, and memory is at hand
        Saving, ///< from being given a state until that one is done with
    };
    struct Pending {
        std::int64_t throughId = 0;
        CheckpointDraft draft;
    };
    void run();
    void makeMemoryReady(std::unique_lock<std::mutex>& lock);

    Save m_save;
    Report m_report;
    std::chrono::milliseconds m_every;

    mutable std::mutex m_mutex; // guards the ones below
    std::condition_variable m_changed;
    std::optional<Pending> m_pending;
    Stage m_stage = Stage::Resting;
    bool m_isBacklog = false;
    bool m_hasCommitsEnded = false;
    bool m_isClosed = false;
    std::int64_t m_committed = 0;
    Clock::time_point m_nextAt; ///< next looked whether it is time
    Clock::time_point m_latestAt; ///< for the next state, whatever is read

    std::thread m_thread; // last: it uses the others
};

} // namespace halcyon::engine
