#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace halcyon::tests {

/// A real Apache Kafka for tests: broker and controller in one JVM, on random
/// loopback ports, with its data in a temporary folder of its own. Whoever comes
/// to `address` may do all; `guardedAddress` wants a password (SASL PLAIN): user
/// "reader", password "secret", who is known but may read nothing.
///
/// Every function that can fail says why in `error()`. The server ends with
/// the object, or with the test program should that crash.
class KafkaServer {
public:
    KafkaServer();
    ~KafkaServer();
    KafkaServer(const KafkaServer&) = delete;
    KafkaServer& operator=(const KafkaServer&) = delete;

    /// Starts, or starts again on the same ports and data; comes back when it answers.
    [[nodiscard]] bool start();
    void stop(); ///< as an administrator would
    void kill(); ///< SIGKILL
    void freeze(); ///< SIGSTOP: connections stay, nothing answers
    void thaw();

    [[nodiscard]] bool createTopic(const std::string& topic, int partitions);
    [[nodiscard]] bool deleteTopic(const std::string& topic);
    [[nodiscard]] bool growTopic(const std::string& topic, int partitions);
    [[nodiscard]] bool deleteRecords(const std::string& topic, std::int32_t partition, std::int64_t before);

    /// Runs one of Kafka's own tools ("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
    /// what it printed.
    [[nodiscard]] std::string runTool(
        const std::string& mainClass, const std::vector<std::string>& arguments);

    [[nodiscard]] const std::string& address() const noexcept { return m_address; } ///< "127.0.0.1:PORT"
    [[nodiscard]] const std::string& guardedAddress() const noexcept { return m_guardedAddress; }
    [[nodiscard]] const QString& error() const noexcept { return m_error; }

private:
    [[nodiscard]] bool prepare();
    [[nodiscard]] bool awaitReady();
    [[nodiscard]] bool fail(const QString& what);
    [[nodiscard]] QString classPath() const;

    QTemporaryDir m_folder;
    QProcess m_process;
    std::string m_address;
    std::string m_guardedAddress;
    QString m_error;
};

/// Writes to Kafka with clients that are not ours.
struct ForeignProducer {
    std::string address;

    /// kcat: one message a line of `lines`; `options` as on its command line ("-z", "lz4").
    [[nodiscard]] bool withKcat(const std::string& topic, const QByteArray& lines,
        const std::vector<std::string>& options = {}) const;
    /// python3-kafka: `script` under tests/kafka/, called with the address and `arguments`.
    [[nodiscard]] bool withPython(const std::string& script, const std::vector<std::string>& arguments) const;
};

} // namespace halcyon::tests
