#include "engine/model/money.h"

#include <QTest>

#include <rapidcheck.h>

#include <limits>

using namespace halcyon::engine;
using State = ParsedAmount::State;
Q_DECLARE_METATYPE(halcyon::engine::ParsedAmount::State)

class TestMoney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsDecimalsExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<State>("state");
        QTest::addColumn<qint64>("steps");
        const auto row = [](const char* text, State state, qint64 steps = 0) {
            QTest::newRow(text) << QByteArray(text) << state << steps;
        };
        row("0", State::Exact, 0);
        row("-0", State::Exact, 0);
        row("12", State::Exact, 120'000);
        row("12.5", State::Exact, 125'000);
        row("0.0001", State::Exact, 1);
        row("-7.25", State::Exact, -72'500);
        row("1e3", State::Exact, 10'000'000);
        row("1.5E+2", State::Exact, 1'500'000);
        row("25000e-4", State::Exact, 25'000);
        row("1.00000", State::Exact, 10'000);
        row("0.30000000000000004", State::Rounded, 3'000);
        row("0.00005", State::Rounded, 0); // half to even
        row("0.00015", State::Rounded, 2);
        row("0.00025", State::Rounded, 2);
        row("0.000250000000000000000001", State::Rounded, 3);
        row("0.00004999", State::Rounded, 0);
        row("1e-400", State::Rounded, 0);
        row("0e999999999999", State::Exact, 0);
        row("100000000000000", State::Exact, 1'000'000'000'000'000'000);
        row("100000000000000.0001", State::TooLarge);
        row("1e400", State::TooLarge);
        row("123456789012345678901234567890", State::TooLarge);
        for (const char* text : {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "NaN", "Infinity", "1,000.00",
                 "0x10", " 1", "1 ", "1.5.2", "--1", "1_000"})
            QTest::newRow(("no number: " + QByteArray(text)).constData())
                << QByteArray(text) << State::NotANumber << qint64{0};
    }
    void readsDecimalsExactly()
    {
        QFETCH(QByteArray, text);
        QFETCH(State, state);
        QFETCH(qint64, steps);
        const ParsedAmount parsed = parseAmount(std::string_view(text.constData(), std::size_t(text.size())));
        QCOMPARE(parsed.state, state);
        QCOMPARE(qint64(parsed.amount.steps), steps);
    }

    void readsADoubleByItsShortestText()
    {
        QCOMPARE(parseAmount(0.1).amount.steps, std::int64_t{1000});
        QCOMPARE(parseAmount(0.1 + 0.2).state, State::Rounded);
        QCOMPARE(parseAmount(1e20).state, State::TooLarge);
        QCOMPARE(parseAmount(std::numeric_limits<double>::infinity()).state, State::NotANumber);
        QCOMPARE(parseAmount(std::numeric_limits<double>::quiet_NaN()).state, State::NotANumber);
    }

    void writesPlainDecimals()
    {
        QCOMPARE(formatAmount(Amount{0}), std::string("0"));
        QCOMPARE(formatAmount(Amount{1}), std::string("0.0001"));
        QCOMPARE(formatAmount(Amount{125'000}), std::string("12.5"));
        QCOMPARE(formatAmount(Amount{1'000'000}), std::string("100"));
        QCOMPARE(formatAmount(Amount{-72'500}), std::string("-7.25"));
        AmountSum sum;
        for (int i = 0; i < 1000; ++i)
            sum.add(kLargestAmount);
        QCOMPARE(formatAmount(sum), std::string("100000000000000000"));
    }

    void readsWhatItWrote()
    {
        const bool holds = rc::check([](std::int64_t steps) {
            steps %= kLargestAmount.steps;
            const std::string text = formatAmount(Amount{steps});
            const ParsedAmount parsed = parseAmount(std::string_view(text));
            RC_ASSERT(parsed.state == State::Exact);
            RC_ASSERT(parsed.amount.steps == steps);
        });
        QVERIFY(holds);
    }

    void knowsCurrencyCodes()
    {
        QVERIFY(Currency::parse("INR") == Currency{});
        QVERIFY(Currency::parse("USD").has_value());
        for (const char* text : {"", "inr", "IN", "INRX", "IN1"})
            QVERIFY(!Currency::parse(text).has_value());
    }
};

QTEST_GUILESS_MAIN(TestMoney)
#include "tst_money.moc"
