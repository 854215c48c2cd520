#include "tests/fault/halcyon_programs.h"

#include <QDeadlineTimer>
#include <QProcessEnvironment>

#include <signal.h>

namespace halcyon::tests {

namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace

QStringList Places::options() const
{
    QStringList options{QStringLiteral("--brokers"), text(brokers), QStringLiteral("--topic"),
        text("upi=" + upiTopic), QStringLiteral("--topic"), text("transactions=" + transactionsTopic),
        QStringLiteral("-X"), QStringLiteral("session.timeout.ms=1500"), QStringLiteral("-X"),
        QStringLiteral("heartbeat.interval.ms=300")};
    if (!database.empty())
        options += {QStringLiteral("--postgres"), text(database)};
    return options;
}

ReportingProgram::ReportingProgram(
    const char* program, const QStringList& arguments, const std::map<QString, QString>& environment)
{
    auto variables = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, value] : environment)
        variables.insert(name, value);
    m_process.setProcessEnvironment(variables);
    m_process.start(QStringLiteral(HALCYON_BIN_DIR "/") + QLatin1String(program), arguments);
    m_process.waitForStarted();
}

ReportingProgram::~ReportingProgram()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

bool ReportingProgram::waitFor(const std::function<bool(const nlohmann::json&)>& wanted, int seconds)
{
    for (QDeadlineTimer deadline(seconds * 1000); !deadline.hasExpired();) {
        m_rest += m_process.readAllStandardOutput();
        while (m_rest.contains('\n')) {
            const auto end = m_rest.indexOf('\n');
            m_last = nlohmann::json::parse(m_rest.left(end).toStdString(), nullptr, false);
            m_rest.remove(0, end + 1);
            if (wanted(m_last))
                return true;
        }
        if (m_process.state() == QProcess::NotRunning)
            return false;
        m_process.waitForReadyRead(100);
    }
    return false;
}

int ReportingProgram::waitForEnd(int seconds)
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(seconds * 1000))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void ReportingProgram::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

void ReportingProgram::terminate()
{
    m_process.terminate();
}

QByteArray ReportingProgram::story()
{
    return QByteArray::fromStdString(m_last.dump()) + '\n' + m_process.readAllStandardError();
}

QString psql(const std::string& uri, const QString& sql)
{
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral("psql"),
        {QStringLiteral("-X"), QStringLiteral("-A"), QStringLiteral("-t"), QStringLiteral("-c"), sql,
            text(uri)});
    if (!program.waitForFinished(60'000))
        return QStringLiteral("psql did not end");
    return QString::fromUtf8(program.readAll()).trimmed();
}

} // namespace halcyon::tests
