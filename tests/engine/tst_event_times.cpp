#include "engine/codec/iso_time.h"
#include "engine/codec/zone_clock.h"
#include "engine/model/event_time.h"
#include "tests/engine/corpus.h"

#include <QTimeZone>
#include <QtTest>

#include <rapidcheck.h>

#include <string>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

constexpr EventTime kYear1{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
constexpr EventTime kYear10000{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};

[[nodiscard]] EventTime someTime(EventTime from, EventTime to)
{
    const auto first = from.time_since_epoch().count();
    return EventTime{std::chrono::microseconds{*rc::gen::inRange(first, to.time_since_epoch().count())}};
}

[[nodiscard]] EventTime utc(const char* text)
{
    return EventTime{parseIsoTime(text)->wall.time_since_epoch()};
}

[[nodiscard]] WallTime wall(const char* text)
{
    return parseIsoTime(text)->wall;
}

[[nodiscard]] QByteArray picture(const std::optional<IsoTime>& time)
{
    if (!time)
        return "bad";
    const EventTime moment{time->wall.time_since_epoch() - time->offset.value_or(0min)};
    return (time->offset ? "" : "wall ") + QByteArray::fromStdString(formatIsoTime(moment));
}

[[nodiscard]] ZoneClock clockOf(const char* zone)
{
    return ZoneClock::create(zone).value();
}

/// How far the zone is ahead of UTC at that moment, by Qt's own reading of tzdata.
[[nodiscard]] std::chrono::seconds offsetByQt(const QTimeZone& zone, EventTime time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return std::chrono::seconds{zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC))};
}

/// The rule of `ZoneClock::toUtc`, by trying the offsets of the days around.
[[nodiscard]] EventTime utcByQt(const QTimeZone& zone, WallTime wallTime)
{
    const EventTime asUtc{wallTime.time_since_epoch()};
    const auto before = offsetByQt(zone, asUtc - 36h);
    const auto after = offsetByQt(zone, asUtc + 36h);
    const EventTime early = asUtc - std::max(before, after);
    const EventTime late = asUtc - std::min(before, after);
    for (const EventTime time : {early, late})
        if (time + offsetByQt(zone, time) == asUtc)
            return time;
    return asUtc - before;
}

} // namespace

class TestEventTimes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTimesAsTheCorpusSays_data() { Corpus::addRows("iso_times.txt", 75); }

    void readsTimesAsTheCorpusSays()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);

        QCOMPARE(picture(parseIsoTime(in.toStdString())), out);
    }

    void readsBackWhatItWrites()
    {
        const bool holds = rc::check([] {
            const EventTime time = someTime(kYear1, kYear10000);
            const auto read = parseIsoTime(formatIsoTime(time));
            RC_ASSERT(read.has_value());
            RC_ASSERT(read->offset == 0min);
            RC_ASSERT(EventTime{read->wall.time_since_epoch()} == time);
        });
        QVERIFY(holds);
    }

    void readsEveryDayThereIsAndNoOther()
    {
        for (int year : {1, 4, 100, 400, 1900, 1970, 2000, 2023, 2024, 2100, 9999}) {
            for (unsigned month = 0; month <= 13; ++month) {
                for (unsigned day = 0; day <= 32; ++day) {
                    const std::chrono::year_month_day date{
                        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
                    const auto text = QString::asprintf("%04d-%02u-%02uT00:00:00", year, month, day);
                    const auto read = parseIsoTime(text.toStdString());
                    QVERIFY2(read.has_value() == date.ok(), qPrintable(text));
                    if (read)
                        QVERIFY2(read->wall == std::chrono::local_days{date}, qPrintable(text));
                }
            }
        }
    }

    void neverReadsBehindTheEnd()
    {
        const std::string whole = "2026-11-21T12:53:40.123456789+05:30";
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const std::vector<char> exact(whole.begin(), whole.begin() + std::ptrdiff_t(size));
            const bool isTime = size == 19 || (size > 20 && size <= 29) || size == 35;
            QCOMPARE(parseIsoTime({exact.data(), exact.size()}).has_value(), isTime);
        }
    }

    void readsBackWhatAChangedByteLeavesOfATime()
    {
        const bool holds = rc::check([] {
            std::string text = formatIsoTime(someTime(kYear1, kYear10000));
            text[*rc::gen::inRange<std::size_t>(0, text.size())]
                = *rc::gen::distinctFrom(rc::gen::arbitrary<char>(), ' ');
            const auto read = parseIsoTime(text);
            if (!read)
                return;
            const auto again = parseIsoTime(formatIsoTime(EventTime{read->wall.time_since_epoch()}));
            RC_ASSERT(again && again->wall == read->wall);
        });
        QVERIFY(holds);
    }

    void saysWhichZoneIsNotKnown_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::newRow("a town that is none") << QByteArray("Asia/Atlantis");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a path") << QByteArray("../../../etc/passwd");
        QTest::newRow("small letters") << QByteArray("asia/kolkata");
        QTest::newRow("an offset") << QByteArray("+05:30");
        QTest::newRow("a folder") << QByteArray("Asia");
    }

    void saysWhichZoneIsNotKnown()
    {
        QFETCH(QByteArray, zone);

        const auto clock = ZoneClock::create(zone.toStdString());

        QVERIFY(!clock);
        QCOMPARE(clock.error().code, ErrorCode::Config);
        QVERIFY(QByteArray::fromStdString(clock.error().message).contains("\"" + zone + "\""));
    }

    void takesTheEarlierOfTwoTimesWhenClocksWereSetBack()
    {
        ZoneClock newYork = clockOf("America/New_York");

        QCOMPARE(newYork.toUtc(wall("2026-11-01T01:30:00")), utc("2026-11-01T05:30:00Z"));
        QCOMPARE(newYork.toUtc(wall("2026-11-01T00:59:59")), utc("2026-11-01T04:59:59Z"));
        QCOMPARE(newYork.toUtc(wall("2026-11-01T02:00:00")), utc("2026-11-01T07:00:00Z"));
    }

    void movesTimesThatNeverWereForward()
    {
        ZoneClock newYork = clockOf("America/New_York");

        QCOMPARE(
            newYork.toUtc(wall("2026-03-08T02:30:00")), utc("2026-03-08T07:30:00Z")); // 03:30 on the wall
        QCOMPARE(newYork.toUtc(wall("2026-03-08T01:59:59")), utc("2026-03-08T06:59:59Z"));
        QCOMPARE(newYork.toUtc(wall("2026-03-08T03:00:00")), utc("2026-03-08T07:00:00Z"));
    }

    void movesThroughADayThatNeverWas()
    {
        ZoneClock apia = clockOf("Pacific/Apia"); // went from the last place on earth to the first

        QCOMPARE(apia.toUtc(wall("2011-12-30T12:00:00")), utc("2011-12-30T22:00:00Z"));
        QCOMPARE(apia.toUtc(wall("2011-12-31T00:00:00")), utc("2011-12-30T10:00:00Z"));
    }

    void agreesWithQtInAnyOrderOfTimes_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char* zone :
            {"UTC", "Asia/Kolkata", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe",
                "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu"})
            QTest::newRow(zone) << QByteArray(zone);
    }

    void agreesWithQtInAnyOrderOfTimes()
    {
        QFETCH(QByteArray, zone);
        const QTimeZone other(zone);
        QVERIFY(other.isValid());
        ZoneClock clock = clockOf(zone.constData());
        const EventTime from = utc("1971-01-01T00:00:00Z");
        const EventTime to = utc("2037-01-01T00:00:00Z");

        const bool holds = rc::check([&] {
            const EventTime time = someTime(from, to);
            RC_ASSERT(
                clock.toWall(time).time_since_epoch() == (time + offsetByQt(other, time)).time_since_epoch());
            const WallTime onWall{time.time_since_epoch()};
            RC_ASSERT(clock.toUtc(onWall) == utcByQt(other, onWall));
        });
        QVERIFY(holds);
    }

    /// Hour by hour over two years: every change of the clocks, from both sides.
    void agreesWithQtAroundEveryChange()
    {
        const QTimeZone other("Europe/Berlin");
        ZoneClock clock = clockOf("Europe/Berlin");
        for (EventTime time = utc("2025-01-01T00:00:00Z"); time < utc("2027-01-01T00:00:00Z");
             time += 15min) {
            const WallTime onWall{time.time_since_epoch()};
            QCOMPARE(clock.toUtc(onWall), utcByQt(other, onWall));
            QCOMPARE(clock.toUtc(onWall - 1us), utcByQt(other, onWall - 1us));
        }
    }

    void reachesTheFirstAndTheLastYear()
    {
        for (const char* zone : {"UTC", "America/New_York", "Asia/Kolkata"}) {
            ZoneClock clock = clockOf(zone);
            QVERIFY(
                clock.toUtc(wall("0001-01-01T00:00:00")) < clock.toUtc(wall("9999-12-31T23:59:59.999999")));
            QCOMPARE(clock.toWall(clock.toUtc(wall("9999-12-31T23:59:59"))), wall("9999-12-31T23:59:59"));
        }
    }
};

QTEST_GUILESS_MAIN(TestEventTimes)
#include "tst_event_times.moc"
