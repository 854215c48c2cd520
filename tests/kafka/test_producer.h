#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct rd_kafka_s;

namespace halcyon::tests {

/// A record to be produced.
struct TestRecord {
    std::int32_t partition = 0;
    std::optional<std::string> value; ///< none: a tombstone
    std::optional<std::string> key;
    std::int64_t timestampMs = 0; ///< 0: now
    std::vector<std::pair<std::string, std::string>> headers;
};

/// A producer for tests, on librdkafka.
class TestProducer {
public:
    explicit TestProducer(const std::string& address, std::map<std::string, std::string> properties = {});
    ~TestProducer();
    TestProducer(const TestProducer&) = delete;
    TestProducer& operator=(const TestProducer&) = delete;

    /// Waits until all are stored; empty, or why not.
    [[nodiscard]] std::string produce(const std::string& topic, const std::vector<TestRecord>& records);
    /// Hands one to librdkafka and comes back; `flush` waits.
    void send(const std::string& topic, const TestRecord& record);
    [[nodiscard]] std::string flush();

    /// With "transactional.id" among the properties.
    [[nodiscard]] std::string begin();
    [[nodiscard]] std::string commit();
    [[nodiscard]] std::string abort();

private:
    rd_kafka_s* m_client = nullptr;
    bool m_hasTransactions = false;
    std::string m_failure; // the first failed delivery
};

/// `count` values "FIRST", "FIRST+1", ... dealt over the partitions.
[[nodiscard]] std::vector<TestRecord> numberedRecords(int count, int partitions, int first = 0);

} // namespace halcyon::tests
