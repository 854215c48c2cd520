#include "engine/runtime/checkpoint_keeper.h"

#include "engine/model/table_memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {
constexpr int kShare = 20; ///< saving takes one part in so many of a thread's time
constexpr std::chrono::minutes kLongestBacklog{1}; ///< until a state is saved in the middle of one
constexpr std::chrono::milliseconds kLook{10}; ///< at least so long between looks whether a backlog is over
constexpr int kNice = 10; ///< it takes what reading and committing leave
} // namespace

CheckpointKeeper::CheckpointKeeper(Save save, Report report, std::chrono::milliseconds every)
    : m_save(std::move(save))
    , m_report(std::move(report))
    , m_every(every)
    , m_nextAt(Clock::now() + every)
    , m_latestAt(m_nextAt + kLongestBacklog)
    , m_thread([this] { run(); })
{
}

bool CheckpointKeeper::isDue() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stage == Stage::Ready && !m_isClosed;
}

void CheckpointKeeper::keep(std::int64_t throughId, CheckpointDraft&& draft)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_isClosed || m_stage != Stage::Saving; });
    if (m_isClosed)
        return;
    m_pending.emplace(throughId, std::move(draft));
    m_stage = Stage::Saving;
    m_changed.notify_all();
}

void CheckpointKeeper::readingBacklog(bool isBacklog)
{
    const std::scoped_lock lock(m_mutex);
    m_isBacklog = isBacklog;
}

void CheckpointKeeper::committed(std::int64_t lastId)
{
    const std::scoped_lock lock(m_mutex);
    m_committed = lastId;
    m_changed.notify_all();
}

void CheckpointKeeper::commitsEnded()
{
    const std::scoped_lock lock(m_mutex);
    m_hasCommitsEnded = true;
    m_changed.notify_all();
}

void CheckpointKeeper::close()
{
    commitsEnded();
    {
        const std::scoped_lock lock(m_mutex);
        m_isClosed = true;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

/// Little by little: clearing memory at full speed slows commits down.
void CheckpointKeeper::makeMemoryReady(std::unique_lock<std::mutex>& lock)
{
    constexpr int kRest = 3; // times as long as it took
    for (bool isEnough = false; !isEnough && !m_isClosed && !m_pending;) {
        lock.unlock();
        const auto start = Clock::now();
        isEnough = !makeTableMemoryReady();
        const auto took = Clock::now() - start;
        lock.lock();
        m_changed.wait_for(lock, kRest * took, [&] { return m_isClosed || m_pending; });
    }
}

void CheckpointKeeper::run()
{
    setpriority(PRIO_PROCESS, 0, kNice); // on Linux: of this thread
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto isWanted = [&] { return m_isClosed || m_pending; };
        if (!m_changed.wait_until(lock, m_nextAt, isWanted)) {
            if (m_isBacklog && m_nextAt < m_latestAt) {
                m_nextAt += std::max(m_every, kLook);
                continue;
            }
            makeMemoryReady(lock);
            if (m_stage == Stage::Resting)
                m_stage = Stage::Ready;
            m_changed.wait(lock, isWanted);
        }
        if (!m_pending)
            return;
        Pending pending = std::move(*m_pending);
        m_pending.reset();
        lock.unlock();

        const auto start = Clock::now();
        const Checkpoint checkpoint{pending.throughId, std::move(pending.draft).encode()};
        auto spent = Clock::now() - start;

        lock.lock();
        m_changed.wait(lock, [&] { return m_hasCommitsEnded || m_committed >= checkpoint.throughId; });
        const bool isCommitted = m_committed >= checkpoint.throughId;
        lock.unlock();

        if (isCommitted) {
            const auto saving = Clock::now();
            m_report(m_save(checkpoint));
            spent += Clock::now() - saving;
        }

        lock.lock();
        m_stage = Stage::Resting;
        m_nextAt = Clock::now() + std::max<Clock::duration>(m_every, kShare * spent);
        m_latestAt = m_nextAt + kLongestBacklog;
        m_changed.notify_all();
    }
}

} // namespace halcyon::engine
