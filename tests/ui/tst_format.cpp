#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/format/times.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace halcyon;
using namespace std::chrono_literals;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void groupsCountsInLakhsAndOffsetsInThousands_data()
    {
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("count");
        QTest::addColumn<QString>("offset");
        QTest::newRow("zero") << qint64{0} << "0"
                              << "0";
        QTest::newRow("below a thousand") << qint64{999} << "999"
                                          << "999";
        QTest::newRow("a thousand") << qint64{1000} << "1,000"
                                    << "1,000";
        QTest::newRow("a lakh") << qint64{124512} << "1,24,512"
                                << "124,512";
        QTest::newRow("a crore") << qint64{12345678} << "1,23,45,678"
                                 << "12,345,678";
        QTest::newRow("an offset") << qint64{184160064} << "18,41,60,064"
                                   << "184,160,064";
        QTest::newRow("negative") << qint64{-124512} << "-1,24,512"
                                  << "-124,512";
        QTest::newRow("the smallest") << std::numeric_limits<qint64>::min() << "-92,23,37,20,36,85,47,75,808"
                                      << "-9,223,372,036,854,775,808";
    }
    void groupsCountsInLakhsAndOffsetsInThousands()
    {
        QFETCH(qint64, number);
        QTEST(ui::formatCount(number), "count");
        QTEST(ui::formatOffset(number), "offset");
    }

    void keepsMoneyExactToTheLastStep_data()
    {
        QTest::addColumn<QString>("steps"); // of 1/10000, as text: sums exceed 64 bits
        QTest::addColumn<QString>("money");
        QTest::newRow("nothing") << "0"
                                 << "₹0.00";
        QTest::newRow("a lakh and more") << "1245000000"
                                         << "₹1,24,500.00";
        QTest::newRow("paise") << "1234567890"
                               << "₹1,23,456.789";
        QTest::newRow("one step") << "1"
                                  << "₹0.0001";
        QTest::newRow("negative") << "-1245050000"
                                  << "-₹1,24,505.00";
        QTest::newRow("more than a double can hold")
            << "170141183460469231731687303715884105"
            << "₹1,70,14,11,83,46,04,69,23,17,31,68,73,03,71,588.4105";
    }
    void keepsMoneyExactToTheLastStep()
    {
        QFETCH(QString, steps);
        engine::AmountSum::Steps number = 0;
        for (const QChar digit : steps) {
            if (digit.isDigit())
                number = number * 10 + digit.digitValue();
        }
        if (steps.startsWith(u'-'))
            number = -number;
        QTEST(ui::formatMoney(engine::AmountSum(number), {}), "money");
    }

    void namesCurrenciesWithoutASignByTheirCode()
    {
        const engine::Amount amount = engine::wholeAmount(1250);
        QCOMPARE(ui::formatMoney(amount, *engine::Currency::parse("USD")), QStringLiteral("$1,250.00"));
        QCOMPARE(ui::formatMoney(amount, *engine::Currency::parse("AED")), QStringLiteral("AED 1,250.00"));
    }

    void shortensMoneyToCroreAndLakhInTiles_data()
    {
        QTest::addColumn<qint64>("rupees");
        QTest::addColumn<QString>("text");
        QTest::newRow("rupees") << qint64{99999} << "₹99,999";
        QTest::newRow("lakh") << qint64{420000} << "₹4.2 L";
        QTest::newRow("crore") << qint64{1399000000} << "₹139.9 cr";
        QTest::newRow("many crore") << qint64{123456000000000} << "₹1,23,45,600.0 cr";
    }
    void shortensMoneyToCroreAndLakhInTiles()
    {
        QFETCH(qint64, rupees);
        QTEST(ui::formatMoneyShort(engine::AmountSum(engine::wholeAmount(rupees)), {}), "text");
    }

    void writesAxisValuesWithSiUnits_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << "0";
        QTest::newRow("half") << 0.5 << "0.5";
        QTest::newRow("plain") << 800.0 << "800";
        QTest::newRow("kilo") << 1500.0 << "1.5k";
        QTest::newRow("whole kilo") << 2000.0 << "2k";
        QTest::newRow("quarter") << 1250.0 << "1.25k";
        QTest::newRow("mega") << 25e6 << "25M";
        QTest::newRow("just below") << 999.99 << "1k";
        QTest::newRow("nothing") << std::nan("") << "—";
    }
    void writesAxisValuesWithSiUnits()
    {
        QFETCH(double, value);
        QTEST(ui::formatSi(value), "text");
    }

    void writesMeasuredValues()
    {
        QCOMPARE(ui::formatDecimal(1839.4, 0), QStringLiteral("1,839"));
        QCOMPARE(ui::formatDecimal(-0.04, 1), QStringLiteral("0.0"));
        QCOMPARE(ui::formatDecimal(-123456.78, 1), QStringLiteral("-1,23,456.8"));
        QCOMPARE(ui::formatDecimal(INFINITY, 1), QStringLiteral("—"));
        QCOMPARE(ui::formatPercent(96.14), QStringLiteral("96.1 %"));
        QCOMPARE(ui::formatFigure(35.12), QStringLiteral("35.1"));
        QCOMPARE(ui::formatFigure(2418.2), QStringLiteral("2,418"));
        QCOMPARE(ui::formatBytes(268), QStringLiteral("268 B"));
        QCOMPARE(ui::formatBytes(86'400'000), QStringLiteral("86 MB"));
    }

    void showsTimesInTheChosenZone()
    {
        const engine::EventTime time{
            std::chrono::microseconds{1'795'265'620'123'456}}; // 2026-11-21 12:53:40.123456 UTC
        QCOMPARE(ui::formatDateClock(time, ui::Zone::Utc), QStringLiteral("2026-11-21 12:53:40"));
        QCOMPARE(ui::formatDateClock(time, ui::Zone::Ist), QStringLiteral("2026-11-21 18:23:40"));
        QCOMPARE(ui::formatClockMillis(time, ui::Zone::Utc), QStringLiteral("12:53:40.123"));
        QCOMPARE(ui::formatClockMicros(time, ui::Zone::Utc), QStringLiteral("12:53:40.123456"));
        QCOMPARE(ui::formatLongDateClock(time, ui::Zone::Utc), QStringLiteral("21 Nov 2026 12:53:40"));
        QCOMPARE(ui::formatClockMinutes(time + 12h, ui::Zone::Utc), QStringLiteral("00:53"));
        QCOMPARE(ui::formatDate(time + 12h, ui::Zone::Utc), QStringLiteral("2026-11-22"));
    }

    void showsTimesBeforeTheEpochToo()
    {
        QCOMPARE(ui::formatDateClock(engine::EventTime{-1s}, ui::Zone::Utc),
            QStringLiteral("1969-12-31 23:59:59"));
    }

    void namesTheDaysOfARangeOnlyWhereItLeavesOne()
    {
        const engine::EventTime noon{1'795'262'400s}; // 2026-11-21 12:00 UTC
        QCOMPARE(ui::formatRange({noon, noon + 7min}, ui::Zone::Utc), QStringLiteral("12:00:00 – 12:07:00"));
        QCOMPARE(ui::formatRange({noon, noon + 24h}, ui::Zone::Utc),
            QStringLiteral("2026-11-21 12:00:00 – 2026-11-22 12:00:00"));
    }

    void writesDurationsInTwoUnits_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("text");
        QTest::newRow("millis") << qint64{41'200} << "41 ms";
        QTest::newRow("seconds") << qint64{12'490'000} << "12.4 s";
        QTest::newRow("minutes") << qint64{753'000'000} << "12 m 33 s";
        QTest::newRow("hours") << qint64{11'520'000'000} << "3 h 12 m";
        QTest::newRow("days") << qint64{183'600'000'000} << "2 d 3 h";
        QTest::newRow("negative") << qint64{-88'000'000} << "-1 m 28 s";
    }
    void writesDurationsInTwoUnits()
    {
        QFETCH(qint64, micros);
        QTEST(ui::formatDuration(std::chrono::microseconds{micros}), "text");
    }

    void namesWhatTheEngineCounts()
    {
        QCOMPARE(ui::streamLabel(engine::StreamId::Transactions), QStringLiteral("E-commerce"));
        QCOMPARE(ui::severityLabel(engine::Severity::Critical), QStringLiteral("Critical"));
        QCOMPARE(ui::bucketLabel(engine::Bucket::DeadLetter), QStringLiteral("Dead letter"));
        QCOMPARE(ui::alertIdLabel({1}), QString::fromStdString(engine::formatAlertId({1})));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
