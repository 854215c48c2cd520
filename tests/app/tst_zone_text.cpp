#include "app/ctl/zone_text.h"

#include <QTest>

using namespace halcyon;
using namespace std::chrono_literals;
using app::ZoneText;

namespace {

const engine::EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 7 / 21} + 12h};

} // namespace

class TestZoneText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTimesInTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing said") << QByteArray("UTC") << QByteArray("2026-07-21T12:00:00Z");
        QTest::newRow("ahead") << QByteArray("Asia/Kolkata") << QByteArray("2026-07-21T17:30:00+05:30");
        QTest::newRow("behind, in summer")
            << QByteArray("America/St_Johns") << QByteArray("2026-07-21T09:30:00-02:30");
    }
    void writesTimesInTheZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, text);
        ZoneText times = ZoneText::create(zone.toStdString()).value();
        QCOMPARE(times.format(kNoon), text.toStdString());
        QVERIFY(times.parse(text.toStdString()) == kNoon);
    }

    void readsATimeWithoutAnOffsetInTheZone()
    {
        ZoneText india = ZoneText::create("Asia/Kolkata").value();
        QVERIFY(india.parse("2026-07-21T17:30:00") == kNoon);
        QVERIFY(india.parse("2026-07-21T12:00:00Z") == kNoon);
        QVERIFY(ZoneText().parse("2026-07-21T12:00:00") == kNoon);
        QVERIFY(!india.parse("noon"));
    }

    void refusesAZoneNobodyKnows()
    {
        const auto zone = ZoneText::create("Asia/Atlantis");
        QVERIFY(!zone);
        QVERIFY(zone.error().code == engine::ErrorCode::Usage);
        QVERIFY(zone.error().message.find("Asia/Atlantis") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestZoneText)
#include "tst_zone_text.moc"
