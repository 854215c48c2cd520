#include "engine/window/log_histogram.h"

#include <QTest>

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

using namespace halcyon::engine;

namespace {

LogHistogram histogramOf(const std::vector<std::int64_t>& values)
{
    LogHistogram histogram;
    for (const std::int64_t value : values)
        histogram.add(value);
    return histogram;
}

} // namespace

class TestLogHistogram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasNoPercentileWhenEmpty() { QVERIFY(!LogHistogram{}.percentile(50).has_value()); }

    void isExactForSmallNumbers()
    {
        LogHistogram histogram;
        for (int i = 1; i <= 100; ++i)
            histogram.add(i % 64);
        QCOMPARE(histogram.count(), std::uint64_t{100});
        QCOMPARE(histogramOf({7}).percentile(99), std::optional(7.0));
        QCOMPARE(histogramOf({1, 2, 3, 4}).percentile(50), std::optional(2.0));
        QCOMPARE(histogramOf({1, 2, 3, 4}).percentile(51), std::optional(3.0));
        QCOMPARE(histogramOf({1, 2, 3, 4}).percentile(100), std::optional(4.0));
        QCOMPARE(histogramOf({1, 2, 3, 4}).percentile(1), std::optional(1.0));
    }

    void isOffByLessThanOnePercentOfTheNearestRank()
    {
        const bool holds = rc::check([](std::vector<std::int64_t> values, unsigned percent) {
            RC_PRE(!values.empty());
            for (std::int64_t& value : values)
                value %= std::int64_t{1} << 50;
            percent = percent % 100 + 1;
            const auto answer = histogramOf(values).percentile(percent);
            std::ranges::sort(values);
            const std::size_t rank = (values.size() * percent + 99) / 100;
            const double exact = double(values[rank - 1]);
            RC_ASSERT(std::abs(*answer - exact) <= std::abs(exact) / 128 + 0.5);
        });
        QVERIFY(holds);
    }

    void takesNegativeValues()
    {
        QCOMPARE(histogramOf({-5, -3, 2}).percentile(1), std::optional(-5.0));
        QCOMPARE(histogramOf({-5, -3, 2}).percentile(50), std::optional(-3.0));
        QCOMPARE(histogramOf({-1, 0}).percentile(50), std::optional(-1.0));
    }

    void mergesInAnyOrder()
    {
        const bool holds
            = rc::check([](const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
                  LogHistogram ab = histogramOf(a);
                  ab.merge(histogramOf(b));
                  LogHistogram ba = histogramOf(b);
                  ba.merge(histogramOf(a));
                  std::vector<std::int64_t> all = a;
                  all.insert(all.end(), b.begin(), b.end());
                  RC_ASSERT(ab == ba);
                  RC_ASSERT(ab == histogramOf(all));
              });
        QVERIFY(holds);
    }

    void comesBackFromItsBuckets()
    {
        const bool holds = rc::check([](const std::vector<std::int64_t>& values) {
            const LogHistogram histogram = histogramOf(values);
            LogHistogram copy;
            histogram.forEach(
                [&](double value, std::uint64_t count) { copy.add(std::int64_t(value), count); });
            RC_ASSERT(copy == histogram);
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestLogHistogram)
#include "tst_log_histogram.moc"
