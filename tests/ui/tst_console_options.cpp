#include "app/console/console_options.h"

#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;

namespace {

QStringList words(const char* line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestConsoleOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAFullCommandLine()
    {
        const auto options = app::parseConsoleOptions(words("--profile payments-mumbai --page alerts --kiosk "
                                                            "--screenshot a.png --after 15s --size 1920x1080 "
                                                            "--scale 1.5 --theme light --exit-after 2m"));
        QVERIFY(options.has_value());
        QCOMPARE(options->profile, QStringLiteral("payments-mumbai"));
        QCOMPARE(options->page, QStringLiteral("alerts"));
        QVERIFY(options->isKiosk);
        QCOMPARE(options->screenshot, QStringLiteral("a.png"));
        QCOMPARE(options->screenshotAfter, std::chrono::milliseconds{15s});
        QCOMPARE(options->size, QSize(1920, 1080));
        QCOMPARE(options->scale, 1.5);
        QCOMPARE(options->theme, QStringLiteral("light"));
        QCOMPARE(*options->exitAfter, std::chrono::milliseconds{2min});
        QVERIFY(!options->isBench);
    }

    void readsTheBench()
    {
        const auto options = app::parseConsoleOptions(words("--demo --bench ui --json"));
        QVERIFY(options.has_value());
        QVERIFY(options->isDemo && options->isBench && options->isJson);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("names");
        QTest::newRow("unknown option") << QByteArray("--frobnicate") << QByteArray("frobnicate");
        QTest::newRow("stray word") << QByteArray("hello") << QByteArray("hello");
        QTest::newRow("size") << QByteArray("--size big") << QByteArray("big");
        QTest::newRow("scale") << QByteArray("--scale 9") << QByteArray("9");
        QTest::newRow("theme") << QByteArray("--theme pink") << QByteArray("pink");
        QTest::newRow("time") << QByteArray("--after soon") << QByteArray("soon");
        QTest::newRow("exit time") << QByteArray("--exit-after never") << QByteArray("never");
        QTest::newRow("bench") << QByteArray("--bench kafka") << QByteArray("kafka");
        QTest::newRow("missing value") << QByteArray("--profile") << QByteArray("profile");
    }
    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, names);
        const auto options = app::parseConsoleOptions(words(line.constData()));
        QVERIFY(!options.has_value());
        QCOMPARE(options.error().code, engine::ErrorCode::Usage);
        QVERIFY2(options.error().message.find(names.constData()) != std::string::npos,
            options.error().message.c_str());
    }

    void readsTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("millis");
        QTest::newRow("seconds") << "15s" << qint64{15000};
        QTest::newRow("plain") << "15" << qint64{15000};
        QTest::newRow("millis") << "250ms" << qint64{250};
        QTest::newRow("minutes") << "2m" << qint64{120000};
        QTest::newRow("hours") << "1h" << qint64{3600000};
        QTest::newRow("nonsense") << "1d" << qint64{-1};
        QTest::newRow("negative") << "-1s" << qint64{-1};
        QTest::newRow("empty") << "" << qint64{-1};
    }
    void readsTimes()
    {
        QFETCH(QString, text);
        const auto time = app::parseDuration(text);
        QTEST(time ? qint64(time->count()) : qint64{-1}, "millis");
    }

    void explainsItselfWithExamples()
    {
        const QString help = app::consoleHelp();
        for (const char* word : {"--profile", "--screenshot", "--bench", "Examples:"})
            QVERIFY(help.contains(QLatin1String(word)));
    }
};

QTEST_GUILESS_MAIN(TestConsoleOptions)
#include "tst_console_options.moc"
