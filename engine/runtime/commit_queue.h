#pragma once

#include "engine/model/processed_batch.h"
#include "engine/store/recorder_store.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace halcyon::engine {

/// A processed batch on its way to the database.
struct PendingBatch {
    ProcessedBatch batch;
    std::int64_t firstId = 0;
    std::map<PartitionName, std::int64_t> skipped; ///< offsets before it that held no message
};

/// Between processing and the writer: holds a bounded number of messages, so
/// that a slow database slows reading down instead of filling memory.
class CommitQueue {
public:
    explicit CommitQueue(std::size_t mostMessages)
        : m_mostMessages(mostMessages)
    {
    }

    /// Waits for room; false when the queue was closed meanwhile (the batch is dropped).
    bool push(PendingBatch&& batch)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isClosed || m_messages < m_mostMessages; });
        if (m_isClosed)
            return false;
        m_messages += batch.batch.decoded.source.messages.size();
        m_batches.push_back({std::move(batch), Clock::now()});
        m_changed.notify_all();
        return true;
    }

    /// The next batches in order: what comes until the first has waited for
    /// `flushEvery`, up to `mostMessages` (and always one batch). One that waited
    /// that long behind the last commit is taken at once. Empty once closed and drained.
    [[nodiscard]] std::vector<PendingBatch> take(
        std::size_t mostMessages, std::chrono::milliseconds flushEvery)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isClosed || !m_batches.empty(); });
        if (!m_batches.empty())
            m_changed.wait_until(lock, m_batches.front().since + flushEvery,
                [&] { return m_isClosed || m_messages >= mostMessages; });
        std::vector<PendingBatch> taken;
        std::size_t messages = 0;
        while (!m_batches.empty()) {
            const std::size_t size = m_batches.front().pending.batch.decoded.source.messages.size();
            if (!taken.empty() && messages + size > mostMessages)
                break;
            messages += size;
            taken.push_back(std::move(m_batches.front().pending));
            m_batches.pop_front();
        }
        m_messages -= messages;
        m_changed.notify_all();
        return taken;
    }

    /// No more batches will come; those inside can still be taken.
    void close()
    {
        const std::scoped_lock lock(m_mutex);
        m_isClosed = true;
        m_changed.notify_all();
    }

private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        PendingBatch pending;
        Clock::time_point since;
    };

    std::mutex m_mutex; // guards the members below
    std::condition_variable m_changed;
    std::deque<Waiting> m_batches;
    std::size_t m_messages = 0;
    std::size_t m_mostMessages;
    bool m_isClosed = false;
};

} // namespace halcyon::engine
