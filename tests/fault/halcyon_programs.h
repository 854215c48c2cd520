#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>

namespace halcyon::tests {

/// Where a program of ours is to look.
struct Places {
    std::string brokers;
    std::string database;
    std::string upiTopic;
    std::string transactionsTopic;

    /// As options of halcyonctl; a member of a group that is missed after a second and a half.
    [[nodiscard]] QStringList options() const;
};

/// halcyonctl in a process of its own, reporting in lines of JSON.
///
/// Every wait is bounded, and the process ends with the object.
class ReportingProgram {
public:
    /// `program`: "halcyonctl", or "halcyonctl_faults", which dies where HALCYON_KILL_AT says.
    ReportingProgram(const char* program, const QStringList& arguments,
        const std::map<QString, QString>& environment = {});
    ~ReportingProgram();

    /// Reads lines until one is as wanted; false, with the newest line in `last`, when none came in time.
    [[nodiscard]] bool waitFor(const std::function<bool(const nlohmann::json&)>& wanted, int seconds = 60);
    /// Its end, by itself; exit code, or -1 when it was killed or did not end.
    [[nodiscard]] int waitForEnd(int seconds = 60);
    [[nodiscard]] bool isRunning() { return m_process.state() == QProcess::Running; }
    void kill(); ///< SIGKILL
    void terminate(); ///< SIGTERM

    [[nodiscard]] const nlohmann::json& last() const { return m_last; }
    /// What to print when a test fails: the newest line and all of stderr.
    [[nodiscard]] QByteArray story();

private:
    QProcess m_process;
    QByteArray m_rest;
    nlohmann::json m_last;
};

/// What psql prints for a query, without decoration.
[[nodiscard]] QString psql(const std::string& uri, const QString& sql);

} // namespace halcyon::tests
