#include "tests/kafka/kafka_server.h"

#include "tests/kafka/kafka_admin.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

namespace halcyon::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto kLongestStart = 60s;
constexpr int kLongestStopMs = 30'000;
constexpr int kLongestToolMs = 60'000;

/// Different loopback ports that were free a moment ago.
std::array<int, 3> freePorts()
{
    std::array<int, 3> ports{};
    std::array<int, 3> sockets{};
    for (std::size_t i = 0; i < ports.size(); ++i) {
        sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* const raw = reinterpret_cast<sockaddr*>(&address);
        if (bind(sockets[i], raw, length) == 0 && getsockname(sockets[i], raw, &length) == 0)
            ports[i] = ntohs(address.sin_port);
    }
    for (const int fd : sockets)
        close(fd);
    return ports;
}

std::string serverSettings(const std::string& address, const std::string& guardedAddress, int controllerPort,
    const std::string& data)
{
    const std::string controller = "127.0.0.1:" + std::to_string(controllerPort);
    const std::string listeners = "PLAINTEXT://" + address + ",SASL_PLAINTEXT://" + guardedAddress;
    return "process.roles=broker,controller\nnode.id=1\n"
           "controller.quorum.voters=1@"
        + controller
        + "\n"
          "listeners="
        + listeners + ",CONTROLLER://" + controller
        + "\n"
          "advertised.listeners="
        + listeners
        + "\n"
          "controller.listener.names=CONTROLLER\ninter.broker.listener.name=PLAINTEXT\n"
          "listener.security.protocol.map="
          "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT\n"
          "sasl.enabled.mechanisms=PLAIN\n"
          "listener.name.sasl_plaintext.plain.sasl.jaas.config="
          "org.apache.kafka.common.security.plain.PlainLoginModule required user_reader=\"secret\";\n"
          "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
          "super.users=User:ANONYMOUS\n"
          "log.dirs="
        + data
        + "\n"
          "offsets.topic.replication.factor=1\noffsets.topic.num.partitions=4\n"
          "transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
          "transaction.state.log.num.partitions=4\n"
          "share.coordinator.state.topic.replication.factor=1\nshare.coordinator.state.topic.min.isr=1\n"
          "group.initial.rebalance.delay.ms=0\nauto.create.topics.enable=false\n";
}

QStringList toStringList(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const auto& text : texts)
        list.append(QString::fromStdString(text));
    return list;
}

/// Waits for a program's end; whether it was a good one.
bool finish(QProcess& program)
{
    if (program.waitForFinished(kLongestToolMs))
        return program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0;
    program.kill();
    program.waitForFinished();
    return false;
}

QString tail(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("no log");
    return QString::fromUtf8(file.readAll().right(2000));
}

} // namespace

KafkaServer::KafkaServer()
{
    // A test that crashes must not leave a JVM behind.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

KafkaServer::~KafkaServer()
{
    kill();
}

bool KafkaServer::fail(const QString& what)
{
    m_error = what;
    return false;
}

QString KafkaServer::classPath() const
{
    const QString asked = qEnvironmentVariable("HALCYON_KAFKA_JARS");
    return (asked.isEmpty() ? QStringLiteral(HALCYON_KAFKA_JARS) : asked) + QStringLiteral("/*");
}

bool KafkaServer::prepare()
{
    const QString jars = classPath().chopped(2);
    if (!QFileInfo::exists(jars))
        return fail(
            QStringLiteral("No Kafka in %1: run tests/kafka/fetch_kafka.sh build/kafka first.").arg(jars));
    const auto [port, guardedPort, controllerPort] = freePorts();
    m_address = "127.0.0.1:" + std::to_string(port);
    m_guardedAddress = "127.0.0.1:" + std::to_string(guardedPort);
    QFile file(m_folder.filePath(QStringLiteral("server.properties")));
    if (!file.open(QIODevice::WriteOnly))
        return fail(file.errorString());
    const auto data = m_folder.filePath(QStringLiteral("data")).toStdString();
    file.write(QByteArray::fromStdString(serverSettings(m_address, m_guardedAddress, controllerPort, data)));
    file.close();
    std::string id = runTool("kafka.tools.StorageTool", {"random-uuid"});
    id.erase(id.find_last_not_of(" \n") + 1);
    const auto formatted
        = runTool("kafka.tools.StorageTool", {"format", "-t", id, "-c", file.fileName().toStdString()});
    if (!QFileInfo::exists(m_folder.filePath(QStringLiteral("data/meta.properties"))))
        return fail(
            QStringLiteral("Kafka's storage could not be formatted: ") + QString::fromStdString(formatted));
    return true;
}

bool KafkaServer::start()
{
    if (m_address.empty() && !prepare())
        return false;
    const QString log = m_folder.filePath(QStringLiteral("server.log"));
    m_process.setStandardOutputFile(log, QIODevice::Append);
    m_process.setStandardErrorFile(log, QIODevice::Append);
    m_process.start(QStringLiteral("java"),
        {QStringLiteral("-Xmx512m"), QStringLiteral("-cp"), classPath(), QStringLiteral("kafka.Kafka"),
            m_folder.filePath(QStringLiteral("server.properties"))});
    if (!m_process.waitForStarted())
        return fail(QStringLiteral("java does not start: ") + m_process.errorString());
    return awaitReady();
}

bool KafkaServer::awaitReady()
{
    const auto deadline = std::chrono::steady_clock::now() + kLongestStart;
    while (!answers(m_address, 500)) {
        // Also gives QProcess the chance to notice an end.
        if (m_process.waitForFinished(10) || std::chrono::steady_clock::now() > deadline) {
            kill();
            return fail(QStringLiteral("Kafka does not answer; the end of its log: ")
                + tail(m_folder.filePath(QStringLiteral("server.log"))));
        }
    }
    return true;
}

void KafkaServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(kLongestStopMs))
        kill();
}

void KafkaServer::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kLongestStopMs);
}

void KafkaServer::freeze()
{
    if (m_process.state() == QProcess::Running)
        ::kill(pid_t(m_process.processId()), SIGSTOP);
}

void KafkaServer::thaw()
{
    if (m_process.state() == QProcess::Running)
        ::kill(pid_t(m_process.processId()), SIGCONT);
}

bool KafkaServer::createTopic(const std::string& topic, int partitions)
{
    const auto why = tests::createTopic(m_address, topic, partitions);
    return why.empty() || fail(QString::fromStdString(why));
}

bool KafkaServer::deleteTopic(const std::string& topic)
{
    const auto why = tests::deleteTopic(m_address, topic);
    return why.empty() || fail(QString::fromStdString(why));
}

bool KafkaServer::growTopic(const std::string& topic, int partitions)
{
    const auto why = tests::growTopic(m_address, topic, partitions);
    return why.empty() || fail(QString::fromStdString(why));
}

bool KafkaServer::deleteRecords(const std::string& topic, std::int32_t partition, std::int64_t before)
{
    const auto why = tests::deleteRecords(m_address, topic, partition, before);
    return why.empty() || fail(QString::fromStdString(why));
}

std::string KafkaServer::runTool(const std::string& mainClass, const std::vector<std::string>& arguments)
{
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.start(QStringLiteral("java"),
        QStringList{QStringLiteral("-Xmx128m"), QStringLiteral("-XX:TieredStopAtLevel=1"),
            QStringLiteral("-cp"), classPath(), QString::fromStdString(mainClass)}
            + toStringList(arguments));
    (void)finish(tool);
    return tool.readAll().toStdString();
}

bool ForeignProducer::withKcat(
    const std::string& topic, const QByteArray& lines, const std::vector<std::string>& options) const
{
    QProcess kcat;
    kcat.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    kcat.start(
        QStringLiteral("kcat"), toStringList({"-P", "-b", address, "-t", topic}) + toStringList(options));
    kcat.write(lines);
    kcat.closeWriteChannel();
    return finish(kcat);
}

bool ForeignProducer::withPython(const std::string& script, const std::vector<std::string>& arguments) const
{
    QProcess python;
    python.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    python.start(QStringLiteral("/usr/bin/python3"),
        toStringList({HALCYON_SOURCE_DIR "/tests/kafka/" + script, address}) + toStringList(arguments));
    return finish(python);
}

} // namespace halcyon::tests
