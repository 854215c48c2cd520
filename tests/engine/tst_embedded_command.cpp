#include "app/ctl/embedded_command.h"
#include "tests/pg/private_postgres.h"

#include <QtTest>

#include <sstream>

using halcyon::app::EmbeddedOptions;
using halcyon::app::runEmbedded;
using halcyon::tests::ScratchFolder;
using Action = EmbeddedOptions::Action;

namespace {

struct Run {
    int exitCode = 0;
    QString out, err;
};

Run run(Action action, const std::filesystem::path& folder, bool asJson = false)
{
    std::ostringstream out, err;
    const int exitCode = runEmbedded({.action = action, .folder = folder, .asJson = asJson}, out, err);
    return {exitCode, QString::fromStdString(out.str()), QString::fromStdString(err.str())};
}

} // namespace

class TestEmbeddedCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsTellsAndStops()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        QCOMPARE(run(Action::Status, folder).exitCode, 1);

        const auto started = run(Action::Start, folder);
        QCOMPARE(started.exitCode, 0);
        QVERIFY2(started.out.startsWith(QLatin1String("postgresql://halcyon@/halcyon?host=")),
            qPrintable(started.out));
        const auto uri = started.out.trimmed().toStdString();
        QCOMPARE(halcyon::tests::connectTo(uri).isUsable(), true);

        const auto told = run(Action::Status, folder, true);
        QCOMPARE(told.exitCode, 0);
        const auto object = QJsonDocument::fromJson(told.out.toUtf8()).object();
        QCOMPARE(object[QLatin1String("state")].toString(), QStringLiteral("running"));
        QCOMPARE(object[QLatin1String("uri")].toString().toStdString(), uri);
        QVERIFY(object[QLatin1String("process")].toInt() > 0);

        QCOMPARE(run(Action::Stop, folder).exitCode, 0);
        const auto stopped = run(Action::Status, folder);
        QCOMPARE(stopped.exitCode, 1);
        QVERIFY(stopped.out.isEmpty());
        QVERIFY(stopped.err.contains(QLatin1String("stopped")));
    }

    void saysInOneSentenceWhyItCannotStart()
    {
        const auto result = run(Action::Start, "/proc/nowhere");
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(result.err.count(QLatin1Char('\n')), 1);
        QVERIFY(result.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEmbeddedCommand)
#include "tst_embedded_command.moc"
