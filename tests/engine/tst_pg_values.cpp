#include "engine/store/copy_writer.h"
#include "engine/store/pg_values.h"
#include "engine/store/row_encoders.h"
#include "engine/store/sql_builder.h"

#include <QtTest>

#include <rapidcheck.h>

#include <limits>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

std::string encoded(AmountSum::Steps steps)
{
    std::array<char, pg::kMostNumericBytes> buffer{};
    return {buffer.data(), pg::writeNumeric(buffer.data(), steps)};
}

bool comesBack(AmountSum::Steps steps)
{
    const auto read = pg::readNumeric(encoded(steps));
    return read && *read == AmountSum(steps);
}

/// What a text column receives.
std::string asColumn(std::string_view text)
{
    CopyWriter writer;
    writer.row(1, text.size(), 0);
    writer.text(text);
    const auto bytes = writer.bytes();
    const auto size = pg::readInteger<std::int32_t>(bytes.data() + 2);
    return {bytes.data() + 6, std::size_t(size)};
}

} // namespace

class TestPgValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyAmountComesBackAsItWas()
    {
        QVERIFY(rc::check("64-bit steps", [](std::int64_t steps) { RC_ASSERT(comesBack(steps)); }));
        QVERIFY(rc::check("128-bit steps", [](std::int64_t high, std::uint64_t low) {
            const auto steps = AmountSum::Steps(high) * (AmountSum::Steps(1) << 60) + AmountSum::Steps(low);
            RC_ASSERT(comesBack(steps));
        }));
    }

    void amountsAreWrittenAsPostgresWritesThem_data()
    {
        QTest::addColumn<qlonglong>("steps");
        QTest::addColumn<QByteArray>("hex"); // digits, weight, sign, scale, digits...
        QTest::newRow("zero") << 0LL << QByteArray("0000000000000004");
        QTest::newRow("one step") << 1LL << QByteArray("0001ffff000000040001");
        QTest::newRow("12.5") << 125'000LL << QByteArray("0002000000000004000c1388");
        QTest::newRow("10000") << 100'000'000LL << QByteArray("00010001000000040001");
        QTest::newRow("-0.0100") << -100LL << QByteArray("0001ffff400000040064");
    }
    void amountsAreWrittenAsPostgresWritesThem()
    {
        QFETCH(qlonglong, steps);
        QFETCH(QByteArray, hex);
        QCOMPARE(QByteArray::fromStdString(encoded(steps)).toHex(), hex);
    }

    void whatIsNoAmountIsNotRead_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("NaN") << QByteArray("00000000c0000000");
        QTest::newRow("infinity") << QByteArray("00000000d0000000");
        QTest::newRow("five decimals") << QByteArray("0002ffff0000000800010001");
        QTest::newRow("digits missing") << QByteArray("00020000000000040001");
        QTest::newRow("more than 128 bits") << QByteArray("0001000900000000270f");
        QTest::newRow("just more than 128 bits") << QByteArray("0001000800000000270f");
    }
    void whatIsNoAmountIsNotRead()
    {
        QFETCH(QByteArray, hex);
        QVERIFY(!pg::readNumeric(QByteArray::fromHex(hex).toStdString()));
    }

    void timesComeBackAndExtremesAreDrawnIn()
    {
        const auto moment = EventTime(1'795'265'620'123'456us);
        QCOMPARE(pg::fromTimestamp(pg::toTimestamp(moment)), moment);
        QCOMPARE(pg::toTimestamp(EventTime(946'684'800s)), 0);
        QVERIFY(pg::toTimestamp(EventTime::min()) > std::numeric_limits<std::int64_t>::min());
        QVERIFY(pg::toTimestamp(EventTime::max()) < std::numeric_limits<std::int64_t>::max());
    }

    void aDayBeginsAtMidnightUtc()
    {
        using namespace std::chrono;
        const EventTime midnight = sys_days{2026y / 11 / 21};
        QCOMPARE(pg::toDate(midnight) - pg::toDate(midnight - 1us), 1);
        QCOMPARE(pg::toDate(midnight + 24h - 1us), pg::toDate(midnight));
        QCOMPARE(
            dayTableName(RowFamily::UpiEvents, pg::toDate(midnight)), std::string("upi_events_2026_11_21"));
        QCOMPARE(dayTableName(RowFamily::DeadLetters, pg::toDate(EventTime{})),
            std::string("dead_letters_1970_01_01"));
    }

    void textThatPostgresWouldRefuseIsMended_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("stored");
        const QByteArray mark("\xEF\xBF\xBD");
        QTest::newRow("plain") << QByteArray("user1@okaxis") << QByteArray("user1@okaxis");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("NUL in front") << QByteArray("\0b", 2) << mark + "b";
        QTest::newRow("NUL past eight bytes") << QByteArray("12345678\0x", 10) << "12345678" + mark + "x";
        QTest::newRow("two, three, four bytes") << QByteArray("é₹😀") << QByteArray("é₹😀");
        QTest::newRow("lone continuation") << QByteArray("a\x80z") << "a" + mark + "z";
        QTest::newRow("cut short") << QByteArray("a\xE2\x82") << "a" + mark + mark;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << mark + mark;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << mark + mark + mark;
        QTest::newRow("above U+10FFFF") << QByteArray("\xF4\x90\x80\x80") << mark + mark + mark + mark;
        QTest::newRow("latin-1") << QByteArray("Caf\xE9 au lait") << "Caf" + mark + " au lait";
    }
    void textThatPostgresWouldRefuseIsMended()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, stored);
        QCOMPARE(QByteArray::fromStdString(asColumn(text.toStdString())), stored);
        QCOMPARE(QByteArray::fromStdString(cleanText(text.toStdString())), stored);
    }

    void anyBytesBecomeTextThatStaysAsItIs()
    {
        QVERIFY(rc::check("mending is done once", [](const std::string& bytes) {
            const auto once = cleanText(bytes);
            RC_ASSERT(once.find('\0') == std::string::npos);
            RC_ASSERT(cleanText(once) == once);
        }));
    }

    void theBankIsKeptOnlyWhereTheVpaDoesNotSayIt_data()
    {
        QTest::addColumn<QString>("vpa");
        QTest::addColumn<QString>("bank");
        QTest::newRow("plain") << QStringLiteral("user@okaxis") << QStringLiteral("okaxis");
        QTest::newRow("two signs") << QStringLiteral("a@b@c") << QStringLiteral("b");
        QTest::newRow("none") << QStringLiteral("user") << QString();
        QTest::newRow("at the end") << QStringLiteral("user@") << QString();
    }
    void theBankIsKeptOnlyWhereTheVpaDoesNotSayIt()
    {
        QFETCH(QString, vpa);
        QFETCH(QString, bank);
        QCOMPARE(QString::fromStdString(std::string(bankOf(vpa.toStdString()))), bank);
    }

    void aStatementIsShownWithItsValuesInPlace()
    {
        SqlBuilder sql;
        sql.add("SELECT 1 WHERE a = ").text("O'Hara\\").add(" AND b >= ").integer(-5);
        sql.add(" AND c < ").amount(Amount{12'500}).add(" AND d = ").time(EventTime(1'795'265'620'500ms));
        QCOMPARE(sql.sql(), std::string("SELECT 1 WHERE a = $1 AND b >= $2 AND c < $3 AND d = $4"));
        QCOMPARE(sql.readable(),
            std::string("SELECT 1 WHERE a = E'O''Hara\\\\' AND b >= -5 AND c < 1.25 AND d = '2026-11-21 "
                        "12:53:40.500'"));
    }
};

QTEST_GUILESS_MAIN(TestPgValues)
#include "tst_pg_values.moc"
