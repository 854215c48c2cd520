#pragma once

#include "engine/ingest/kafka_handle.h"
#include "engine/ingest/kafka_queries.h"
#include "engine/ingest/kafka_start.h"
#include "engine/ingest/partition_reads.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// The slow conversations with the brokers, on a thread of their own: which
/// partitions there are, where their logs begin and end, whether anybody
/// answers at all. In observe mode it also starts the reading of what it finds.
class KafkaWatch {
public:
    struct Parts {
        std::vector<std::pair<std::string, StreamId>> topics;
        bool startsPartitions = false; ///< observe mode
        bool untilEnd = false;
        const StartResolver* resolver = nullptr;
        std::vector<std::shared_ptr<KafkaHandle>> handles;
        PartitionReads* reads = nullptr;
        std::shared_ptr<KafkaLink> link;
    };

    explicit KafkaWatch(Parts parts);
    ~KafkaWatch(); ///< waits for the question being asked, a few seconds at most
    KafkaWatch(const KafkaWatch&) = delete;
    KafkaWatch& operator=(const KafkaWatch&) = delete;

    /// `untilEnd`: the ends to read to are known, for every partition.
    [[nodiscard]] bool knowsTargets() const noexcept { return m_knowsTargets; }

    /// Asks for the ends now. The request also wakes librdkafka's fetcher, which
    /// otherwise notices only after up to a second that a full queue has room again.
    void askNow();
    /// Looks at the topics now: one may be gone.
    void checkTopicsNow();

private:
    struct Topic {
        std::string name;
        StreamId stream = StreamId::Upi;
        std::size_t partitionCount = 0; ///< 0 until it is found
        bool wasMissing = false; ///< it appeared while we watched
        bool isGone = false; ///< it was deleted while we read it
        int misses = 0; ///< checks in a row that did not find it
    };

    void run();
    void look();
    [[nodiscard]] Result<void> discover();
    void takeIn(Topic& topic, const TopicLayout& layout, std::vector<PartitionStart>& starts);
    [[nodiscard]] Result<void> start(std::vector<PartitionStart>& starts);
    void noticeMissing(Topic& topic);
    [[nodiscard]] Result<void> refresh();
    [[nodiscard]] Result<void> refreshHandle(int handle, bool withFirsts);
    void judge(PartitionRead& read, std::int64_t positionBefore, std::int64_t first, std::int64_t end);
    void report(const Result<void>& outcome);
    void settleTargets();
    [[nodiscard]] bool isStopping();

    Parts m_parts;
    std::vector<Topic> m_topics; // watch thread, as all up to the mutex
    std::set<const PartitionRead*> m_leaderless;
    std::map<const PartitionRead*, int> m_sightings; // of an impossible offset, in a row
    std::chrono::steady_clock::time_point m_nextDiscovery{};
    std::chrono::steady_clock::time_point m_nextRefresh{};
    std::uint64_t m_refreshes = 0;
    int m_hurries = 0; // refreshes to follow at once
    int m_nextHandle = 0;
    std::atomic<bool> m_knowsTargets{false};

    std::mutex m_mutex; // guards the three below
    std::condition_variable m_wake;
    bool m_isStopping = false;
    bool m_wantsRefresh = false;
    bool m_wantsDiscovery = false;
    std::thread m_thread;
};

} // namespace halcyon::engine
