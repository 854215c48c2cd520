#include "engine/quality/payment_rules.h"

#include <QtTest>

#include <limits>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] QByteArray bytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

} // namespace

/// What the corpora of messages (tst_payment_decoder) cannot say, because JSON cannot.
class TestPaymentRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void turnsAwayAmountsThatAreNoNumbers()
    {
        for (const double amount :
            {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
            QVERIFY(!kTransactionAmountRule.allows(parseAmount(amount)));
        QCOMPARE(bytes(kTransactionAmountRule.fault(parseAmount("NaN"), "NaN")),
            QByteArray("'NaN', not a number"));
        QVERIFY(kTransactionAmountRule.allows(parseAmount(0.1)));
    }

    void allowsAmountsToTheirLimitAndNoStepFurther()
    {
        const AmountRule rule{.largest = wholeAmount(10)};
        using State = ParsedAmount::State;
        QVERIFY(!rule.allows({State::Exact, Amount{0}}));
        QVERIFY(rule.allows({State::Exact, Amount{1}}));
        QVERIFY(rule.allows({State::Rounded, wholeAmount(10)}));
        QVERIFY(!rule.allows({State::Exact, Amount{wholeAmount(10).steps + 1}}));
        QVERIFY(!rule.allows({State::TooLarge, Amount{1}}));
    }

    void holdsTheFutureOffEvenAtTheEndsOfTime()
    {
        const FutureRule rule{.tolerance = 5min};
        const EventTime readAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
        const EventTime first{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
        const EventTime last{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

        QVERIFY(rule.allows(first, {}, readAt));
        QVERIFY(rule.allows(first, first, readAt));
        QVERIFY(!rule.allows(readAt, first, readAt));
        QVERIFY(!rule.allows(last, last, readAt));
        QVERIFY(rule.allows(last, last, last));
    }

    void saysHowFarAheadIsTooFar_data()
    {
        QTest::addColumn<qlonglong>("tolerance");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("seconds") << qlonglong(300'000'000) << QByteArray("more than 300 s ahead");
        QTest::newRow("none") << qlonglong(0) << QByteArray("more than 0 s ahead");
        QTest::newRow("a part of a second") << qlonglong(250'000) << QByteArray("more than 0.25 s ahead");
    }

    void saysHowFarAheadIsTooFar()
    {
        QFETCH(qlonglong, tolerance);
        QFETCH(QByteArray, expected);
        const FutureRule rule{.tolerance = std::chrono::microseconds{tolerance}};

        QVERIFY(bytes(rule.fault(EventTime{1h}, {}, EventTime{})).contains(expected));
    }

    void keepsEveryFaultShort()
    {
        const std::string hostile = std::string(5000, '\x01') + "\xff@@";
        for (const std::string& fault :
            {kUpiIdRule.fault(hostile), kFreeTextRule.fault(hostile), VpaRule::fault(hostile),
                VpaRule::fault(std::string(98, '\x01') + "@@"), StatusRule::fault(hostile),
                CurrencyRule::fault(hostile), kUpiAmountRule.fault(parseAmount(hostile), hostile),
                kUpiAmountRule.fault(parseAmount(std::string(5000, '9')), std::string(5000, '9')),
                kUpiAmountRule.fault(
                    parseAmount("0." + std::string(5000, '0') + "1"), "0." + std::string(5000, '0') + "1")})
            QVERIFY2(!fault.empty() && fault.size() <= 120, fault.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPaymentRules)
#include "tst_payment_rules.moc"
