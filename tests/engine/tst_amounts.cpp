#include "engine/model/money.h"

#include <QtTest>

#include <rapidcheck.h>

#include <algorithm>
#include <string>

using namespace halcyon::engine;

namespace {

using State = ParsedAmount::State;

/// A JSON number in its parts, so that the test knows its value without parsing it.
struct Written {
    bool isNegative = false;
    std::string whole;
    std::string fraction;
    int exponent = 0;
    bool hasExponent = false;

    [[nodiscard]] std::string text() const
    {
        return (isNegative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction)
            + (hasExponent ? "e" + std::to_string(exponent) : "");
    }
};

[[nodiscard]] std::string someDigits(int least, int most)
{
    const auto count = *rc::gen::inRange(least, most + 1);
    // Halves and zeros decide rounding, so they come more often than by chance.
    return *rc::gen::container<std::string>(
        std::size_t(count), rc::gen::element('0', '0', '5', '5', '1', '4', '6', '9'));
}

[[nodiscard]] Written someNumber()
{
    Written number;
    number.isNegative = *rc::gen::arbitrary<bool>();
    number.whole = someDigits(1, 18);
    if (number.whole.size() > 1 && number.whole[0] == '0')
        number.whole[0] = '1';
    number.fraction = someDigits(0, 12);
    number.hasExponent = *rc::gen::arbitrary<bool>();
    number.exponent = number.hasExponent ? *rc::gen::inRange(-22, 22) : 0;
    return number;
}

/// The exact answer by school arithmetic on digits: shift the point, cut behind four places, round.
[[nodiscard]] ParsedAmount bySchoolRules(const Written& number)
{
    std::string digits = number.whole + number.fraction;
    int point = int(number.whole.size()) + number.exponent + 4; // steps stand before it
    if (point < 0) {
        digits.insert(0, std::size_t(-point), '0');
        point = 0;
    }
    if (std::size_t(point) > digits.size())
        digits.append(std::size_t(point) - digits.size(), '0');
    std::string steps = digits.substr(0, std::size_t(point));
    const std::string rest = digits.substr(std::size_t(point));

    steps.erase(0, std::min(steps.find_first_not_of('0'), steps.size()));
    if (steps.size() > 19)
        return {State::TooLarge, {}};
    auto value = steps.empty() ? 0ULL : std::stoull(steps);
    if (value > std::uint64_t(kLargestAmount.steps))
        return {State::TooLarge, {}};
    const bool isExact = rest.find_first_not_of('0') == std::string::npos;
    const std::string half = "5" + std::string(rest.empty() ? 0 : rest.size() - 1, '0');
    if (!isExact && (rest > half || (rest == half && value % 2 == 1)))
        ++value;
    return {isExact ? State::Exact : State::Rounded,
        Amount{number.isNegative ? -std::int64_t(value) : std::int64_t(value)}};
}

} // namespace

class TestAmounts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryNumberExactly()
    {
        const bool holds = rc::check([] {
            const Written number = *rc::gen::exec(someNumber);
            const ParsedAmount expected = bySchoolRules(number);
            const ParsedAmount read = parseAmount(number.text());
            RC_CLASSIFY(expected.state == State::Exact, "exact");
            RC_CLASSIFY(expected.state == State::Rounded, "rounded");
            RC_ASSERT(read.state == expected.state);
            RC_ASSERT(read.amount.steps == expected.amount.steps);
        });
        QVERIFY(holds);
    }

    void readsTheSameInPlainAndInLongForm()
    {
        const bool holds = rc::check([] {
            const Written number = *rc::gen::exec(someNumber);
            RC_PRE(!number.hasExponent);
            const ParsedAmount plain = parseAmount(number.text());
            const ParsedAmount longer = parseAmount(number.text() + "e0"); // never the short way
            RC_ASSERT(plain.state == longer.state);
            RC_ASSERT(plain.amount.steps == longer.amount.steps);
        });
        QVERIFY(holds);
    }

    void writesWhatReadsBack()
    {
        const bool holds = rc::check([] {
            const auto largest = kLargestAmount.steps;
            const Amount amount{*rc::gen::inRange(-largest, largest)};
            const ParsedAmount read = parseAmount(formatAmount(amount));
            RC_ASSERT(read.state == State::Exact);
            RC_ASSERT(read.amount.steps == amount.steps);
        });
        QVERIFY(holds);
    }

    void turnsAwayWhatIsNoJsonNumber_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
            {"", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.2.3", "1e", "1e+", "e5", "1e5.0", "0x10",
                "NaN", "Infinity", "1,000", "1 ", " 1", "1a", "--1", "1-", "1e5e5", "12.5f"})
            QTest::newRow(text) << QByteArray(text);
    }

    void turnsAwayWhatIsNoJsonNumber()
    {
        QFETCH(QByteArray, text);

        QVERIFY(parseAmount(text.toStdString()).state == State::NotANumber);
    }

    void knowsItsLimits_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<State>("state");
        QTest::addColumn<qlonglong>("steps");
        QTest::newRow("largest") << QByteArray("100000000000000") << State::Exact
                                 << qlonglong(1000000000000000000);
        QTest::newRow("one step more")
            << QByteArray("100000000000000.0001") << State::TooLarge << qlonglong(0);
        QTest::newRow("smallest") << QByteArray("-100000000000000") << State::Exact
                                  << qlonglong(-1000000000000000000);
        QTest::newRow("14 nines") << QByteArray("99999999999999") << State::Exact
                                  << qlonglong(999999999999990000);
        QTest::newRow("15 nines") << QByteArray("999999999999999") << State::TooLarge << qlonglong(0);
        QTest::newRow("huge exponent") << QByteArray("1e999999999999") << State::TooLarge << qlonglong(0);
        QTest::newRow("zero with a huge exponent")
            << QByteArray("0e999999999999") << State::Exact << qlonglong(0);
        QTest::newRow("tiny exponent") << QByteArray("1e-999999999999") << State::Rounded << qlonglong(0);
        QTest::newRow("half to even, down") << QByteArray("0.00025") << State::Rounded << qlonglong(2);
        QTest::newRow("half to even, up") << QByteArray("0.00035") << State::Rounded << qlonglong(4);
        QTest::newRow("just above half") << QByteArray("0.00025000001") << State::Rounded << qlonglong(3);
        QTest::newRow("minus zero") << QByteArray("-0") << State::Exact << qlonglong(0);
    }

    void knowsItsLimits()
    {
        QFETCH(QByteArray, text);
        QFETCH(State, state);
        QFETCH(qlonglong, steps);

        const ParsedAmount read = parseAmount(text.toStdString());

        QVERIFY(read.state == state);
        QCOMPARE(qlonglong(read.amount.steps), steps);
    }
};

QTEST_GUILESS_MAIN(TestAmounts)
#include "tst_amounts.moc"
