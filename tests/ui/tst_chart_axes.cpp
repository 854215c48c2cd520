#include "ui/charts/column_buckets.h"
#include "ui/charts/time_axis.h"
#include "ui/charts/value_axis.h"

#include <QtTest>

#include <cmath>

using namespace halcyon;
using namespace std::chrono_literals;
using ui::TimeAxis;

namespace {

const engine::EventTime kEdge{1'795'265'620s}; // 2026-11-21 12:53:40 UTC

TimeAxis axisAt(engine::EventTime edge, std::chrono::seconds range = 900s, double ratio = 1)
{
    return TimeAxis::make(48, 513, ratio, edge, range);
}

engine::MetricSeries seriesUntil(engine::EventTime edge, int seconds)
{
    engine::MetricSeries series{edge - std::chrono::seconds{seconds}, {}};
    for (int second = 0; second <= seconds; ++second) // the last one is still filling
        series.values.push_back(100 + 10 * std::sin(second / 7.0));
    return series;
}

QStringList labelsOf(const TimeAxis& axis, ui::Zone zone)
{
    QStringList labels;
    for (const auto& tick : ui::timeTicks(axis, zone))
        labels << tick.label;
    return labels;
}

} // namespace

class TestChartAxes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsAMomentsColumnWhileTheWindowMoves()
    {
        const engine::EventTime moment = kEdge - 300s;
        const std::int64_t column = axisAt(kEdge).columnOf(moment);
        for (int step = 1; step <= 100; ++step) {
            const TimeAxis axis = axisAt(kEdge + 100ms * step);
            QCOMPARE(axis.columnOf(moment), column);
            const double shift = axisAt(kEdge).xOf(moment) - axis.xOf(moment);
            QCOMPARE(shift, std::round(shift)); // by whole pixels only
        }
    }

    void putsTheNewestColumnAtTheRightEdge_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<int>("columns");
        QTest::newRow("scale 1") << 1.0 << 465;
        QTest::newRow("scale 1.5") << 1.5 << 698;
        QTest::newRow("scale 2") << 2.0 << 930;
    }
    void putsTheNewestColumnAtTheRightEdge()
    {
        QFETCH(double, ratio);
        const TimeAxis axis = axisAt(kEdge, 900s, ratio);
        QTEST(axis.columns, "columns");
        QVERIFY(axis.xOf(kEdge - 1us) < axis.right);
        QVERIFY(axis.xOf(kEdge - 1us) > axis.right - 1);
        QVERIFY(std::abs(axis.xOf(axis.timeAt(300)) - 300) <= axis.columnWidth);
    }

    void labelsRoundMinutesOfTheZone()
    {
        QCOMPARE(labelsOf(axisAt(kEdge), ui::Zone::Utc),
            QStringLiteral("12:40 12:42 12:44 12:46 12:48 12:50 12:52").split(u' '));
        QVERIFY(labelsOf(axisAt(kEdge), ui::Zone::Ist).contains(QStringLiteral("18:10")));
        QVERIFY(labelsOf(axisAt(kEdge, 60s), ui::Zone::Utc).contains(QStringLiteral("12:53:00")));
    }

    void choosesRoundTops_data()
    {
        QTest::addColumn<double>("most");
        QTest::addColumn<double>("top");
        QTest::newRow("nothing") << 0.0 << 1.0;
        QTest::newRow("not a number") << std::nan("") << 1.0;
        QTest::newRow("below 75") << 64.0 << 75.0;
        QTest::newRow("exactly") << 125.0 << 125.0;
        QTest::newRow("thousands") << 2310.0 << 2500.0;
        QTest::newRow("small") << 0.0031 << 0.004;
    }
    void choosesRoundTops()
    {
        QFETCH(double, most);
        QFETCH(double, top);
        QVERIFY(std::abs(ui::niceTop(most) - top) < top * 1e-9);
    }

    void countsHaveWholeSteps()
    {
        QCOMPARE(ui::niceCountTop(0), 5.0);
        QCOMPARE(ui::niceCountTop(3), 5.0);
        QCOMPARE(ui::niceCountTop(7), 10.0);
        QCOMPARE(ui::niceCountTop(11), 15.0);
        QCOMPARE(ui::niceCountTop(50), 50.0);
        QCOMPARE(ui::niceCountTop(120), 125.0);
    }

    void followsValuesNoFasterThanOnceASecond()
    {
        ui::ValueAxis axis;
        QVERIFY(axis.follow(60, kEdge));
        QCOMPARE(axis.top(), 75.0);
        QVERIFY(!axis.follow(90, kEdge + 500ms));
        QVERIFY(axis.follow(90, kEdge + 1s));
        QCOMPARE(axis.top(), 100.0);
    }

    void shrinksOnlyAfterAWhileOfMuchSmallerValues()
    {
        ui::ValueAxis axis;
        axis.follow(90, kEdge);
        QVERIFY(!axis.follow(10, kEdge + 3s));
        QVERIFY(!axis.follow(85, kEdge + 4s)); // needed again
        QVERIFY(!axis.follow(10, kEdge + 6s));
        QVERIFY(axis.follow(10, kEdge + 10s));
        QVERIFY(axis.top() < 15);
    }

    void turnsLogarithmicForValuesFarBeyondTheOneThatMatters()
    {
        ui::ValueAxis axis(100); // ms, while a backlog of a quarter of an hour is read
        axis.follow(40, kEdge);
        QVERIFY(!axis.isLogarithmic());
        axis.follow(900'000, kEdge + 2s);
        QVERIFY(axis.isLogarithmic());
        QCOMPARE(axis.steps(), 6);
        QCOMPARE(axis.valueAt(2), 100.0);
        QCOMPARE(axis.shareOf(1'000), 0.5); // both the usual and the unusual can be read
        QCOMPARE(axis.shareOf(0), 0.0);
        for (const auto later : {3s, 6s, 9s})
            axis.follow(40, kEdge + later);
        QVERIFY(!axis.isLogarithmic());
        QCOMPARE(axis.shareOf(axis.top() / 2), 0.5);
    }

    void staysLinearWithoutAValueThatMatters()
    {
        ui::ValueAxis axis;
        axis.follow(900'000, kEdge);
        QVERIFY(!axis.isLogarithmic());
        QCOMPARE(axis.valueAt(axis.steps()), axis.top());
    }

    void keepsLeastMostFirstAndLastOfAColumn()
    {
        ui::Bucket bucket;
        for (const float value : {5.F, 9.F, 1.F, 6.F})
            bucket.add(value);
        QCOMPARE(bucket.first, 5.F);
        QCOMPARE(bucket.least, 1.F);
        QCOMPARE(bucket.most, 9.F);
        QCOMPARE(bucket.last, 6.F);
    }

    void reportsTheLeftmostColumnThatChanged()
    {
        const TimeAxis axis = axisAt(kEdge);
        engine::MetricSeries series = seriesUntil(kEdge, 900);
        ui::ColumnBuckets buckets;
        QCOMPARE(buckets.rebuild(series, axis), axis.firstColumn()); // all is new
        QVERIFY(buckets.rebuild(series, axis) > axis.edgeColumn); // nothing is
        series.values[series.values.size() - 3] += 1; // a late event
        const std::int64_t changed = buckets.rebuild(series, axis);
        QVERIFY(changed <= axis.edgeColumn && changed > axis.edgeColumn - 4);
    }

    void leavesOutTheSecondThatIsStillFilling()
    {
        const TimeAxis axis = axisAt(kEdge + 400ms);
        engine::MetricSeries series = seriesUntil(kEdge, 900);
        series.values.back() = 1e6; // as if half a second had been counted twice
        ui::ColumnBuckets buckets;
        buckets.rebuild(series, axis);
        QVERIFY(buckets.most() < 200);
    }

    void breaksTheLineWhereThereIsNoValue()
    {
        const TimeAxis axis = axisAt(kEdge, 300s);
        engine::MetricSeries series = seriesUntil(kEdge, 300);
        for (std::size_t second = 100; second < 110; ++second)
            series.values[second] = std::nan("");
        ui::ColumnBuckets buckets;
        buckets.rebuild(series, axis);
        const ui::Bucket* after = buckets.at(axis.columnOf(series.start + 110s));
        QVERIFY(after && after->hasValue && after->isAfterGap);
        const ui::Bucket* inside = buckets.at(axis.columnOf(series.start + 105s));
        QVERIFY(inside && !inside->hasValue);
    }
};

QTEST_GUILESS_MAIN(TestChartAxes)
#include "tst_chart_axes.moc"
