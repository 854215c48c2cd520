#include "tests/ui/ui_test.h"
#include "ui/charts/live_chart_view.h"

#include <QPainter>
#include <QSignalSpy>

#include <cmath>
#include <ctime>

using namespace halcyon;
using namespace std::chrono_literals;
using tests::story::now;

namespace {

std::vector<ui::LineStyle> twoLines()
{
    return {{"a", QStringLiteral("first"), 0, true, 0, engine::StreamId::Upi, {}},
        {"b", QStringLiteral("second"), 1, true, 1, engine::StreamId::Transactions, {}}};
}

/// Two lines over the last quarter of an hour; the newest seconds depend on `beat`.
engine::LiveSnapshot snapshotAt(engine::EventTime edge, int beat = 0)
{
    engine::LiveSnapshot snapshot;
    snapshot.sequence = 1;
    snapshot.edge = edge;
    snapshot.takenAt = edge;
    const engine::EventTime start = engine::floorTo(edge, 1s) - 900s;
    for (const char* id : {"a", "b"}) {
        engine::MetricSeries series{start, {}};
        for (int second = 0; second <= 900; ++second) {
            const auto key = std::uint64_t((start + std::chrono::seconds{second}).time_since_epoch().count());
            series.values.push_back((*id == 'a' ? 60 : 20) + 15 * tests::story::chance(key, 1));
        }
        for (std::size_t back = 1; back <= 3; ++back)
            series.values[series.values.size() - 1 - back] += beat;
        snapshot.series.emplace(id, std::move(series));
    }
    return snapshot;
}

class ChartOnScreen {
public:
    ChartOnScreen()
    {
        view.resize(640, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }
    void show(engine::EventTime edge, int beat = 0)
    {
        view.showSnapshot(snapshotAt(edge, beat), edge, edge, std::nullopt);
    }

    ui::CrosshairBus bus;
    ui::LiveChartView view{twoLines(), ui::Threshold{90, QStringLiteral("SLO")}, bus};
};

/// How many pixels differ by more than an eye could tell.
int differences(const QImage& a, const QImage& b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            const int away = std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q))
                + std::abs(qBlue(p) - qBlue(q));
            count += away > 12 ? 1 : 0;
        }
    }
    return count;
}

double threadCpuMs()
{
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return double(used.tv_sec) * 1000 + double(used.tv_nsec) / 1e6;
}

/// Median CPU of one full paint of the scene at a pixel ratio.
double paintCost(ui::LiveChartView& view, double ratio)
{
    QImage image(view.size() * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    std::vector<double> costs;
    for (int run = 0; run < 9; ++run) {
        QPainter painter(&image);
        const double before = threadCpuMs();
        view.scene()->render(
            &painter, QRectF(QPointF(0, 0), view.size()), QRectF(QPointF(0, 0), view.size()));
        costs.push_back(threadCpuMs() - before);
    }
    std::ranges::nth_element(costs, costs.begin() + 4);
    return costs[4];
}

void sendMouse(QWidget* widget, QEvent::Type type, const QPointF& at, Qt::MouseButtons buttons)
{
    QMouseEvent event(type, at, widget->mapToGlobal(at),
        type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, Qt::NoModifier);
    QCoreApplication::sendEvent(widget, &event);
}

} // namespace

class TestLiveSeriesItem : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asksForTheWholePictureOnlyWhenAColumnAdvances()
    {
        ChartOnScreen chart;
        auto& item = chart.view.series();
        chart.show(now());
        const ui::TimeAxis axis = item.timeAxis();
        QCOMPARE(item.lastDirtyRect(), item.boundingRect());
        chart.show(now(), 1); // the same window, newer seconds
        QVERIFY(item.lastDirtyRect().width() < 12);
        QVERIFY(item.lastDirtyRect().right() >= item.plot().right());
        chart.show(now(), 1);
        QVERIFY(item.lastDirtyRect().isEmpty()); // nothing new at all
        chart.show(engine::EventTime{axis.columnTime * (axis.edgeColumn + 1)} + 1ms, 1);
        QCOMPARE(item.lastDirtyRect(), item.boundingRect());
    }

    void repaintsTheHeadAsTheWholeWouldLook()
    {
        ChartOnScreen chart;
        chart.show(now());
        QCoreApplication::processEvents();
        QImage patched = chart.view.viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32);
        for (int beat = 1; beat <= 5;
             ++beat) { // as the screen would be patched: only the dirty part is drawn anew
            chart.show(now(), beat);
            const QRect dirty = chart.view.series().lastDirtyRect().toAlignedRect();
            QVERIFY(dirty.width() < 14);
            QPainter painter(&patched);
            painter.drawPixmap(dirty.topLeft(), chart.view.viewport()->grab(dirty));
        }
        const QImage whole = chart.view.viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32);
        QVERIFY2(differences(patched, whole) < 40, qPrintable(QString::number(differences(patched, whole))));
    }

    void drawsTheLinesItIsGiven()
    {
        ChartOnScreen chart;
        chart.show(now());
        const QImage picture = chart.view.viewport()->grab().toImage();
        const auto& item = chart.view.series();
        const double x = item.timeAxis().xOf(now() - 300s);
        for (const double value : item.valuesAt(item.timeAxis().timeAt(x))) {
            bool hasInk = false; // a pixel far from the panel's colour, near where the value is
            for (int dy = -8; dy <= 8; ++dy)
                hasInk = hasInk || qGreen(picture.pixel(int(x), int(item.yOf(value)) + dy)) > 120;
            QVERIFY(hasInk);
        }
    }

    void staysOnTheFastPathAtScaleOneAndAHalf()
    {
        ChartOnScreen chart;
        chart.show(now());
        const double plain = paintCost(chart.view, 1);
        const double scaled = paintCost(chart.view, 1.5);
        // 2.25 times the pixels; a pen that is not cosmetic costs ten times as much
        QVERIFY2(scaled < 4.5 * plain, qPrintable(QStringLiteral("%1 ms, %2 ms").arg(plain).arg(scaled)));
    }

    void greysTheLinesAndShadesTheGapWhileStale()
    {
        ChartOnScreen chart;
        chart.show(now());
        const QImage live = chart.view.viewport()->grab().toImage();
        const auto snapshot = snapshotAt(now());
        chart.view.showSnapshot(snapshot, now() + 240s, now() + 240s, now());
        const QImage stale = chart.view.viewport()->grab().toImage();
        const auto& plot = chart.view.series().plot();
        const QPoint inGap(int(plot.right()) - 31, int(plot.center().y()) + 3);
        QVERIFY(qRed(stale.pixel(inGap)) > qBlue(stale.pixel(inGap))); // amber
        QVERIFY(differences(live, stale) > 1000);
    }

    void tellsAllChartsOfAPageTheMomentUnderThePointer()
    {
        ChartOnScreen chart;
        chart.show(now());
        const auto& plot = chart.view.series().plot();
        sendMouse(chart.view.viewport(), QEvent::MouseMove, plot.center(), Qt::NoButton);
        QVERIFY(chart.bus.age().has_value());
        QVERIFY(chart.view.crosshair().isShown());
        QCOMPARE(chart.view.crosshair().tooltip().lines.size(), std::size_t{2});
        QCOMPARE(chart.view.crosshair().tooltip().lines[0].name, QStringLiteral("first"));
        sendMouse(chart.view.viewport(), QEvent::MouseMove, QPointF(2, 2), Qt::NoButton);
        QVERIFY(!chart.bus.age().has_value());
    }

    void selectsTheRangeThatIsDragged()
    {
        ChartOnScreen chart;
        chart.show(now());
        QSignalSpy selected(&chart.view, &ui::LiveChartView::rangeSelected);
        const auto& axis = chart.view.series().timeAxis();
        const QPointF from(axis.xOf(now() - 600s), 100);
        const QPointF to(axis.xOf(now() - 300s), 120);
        sendMouse(chart.view.viewport(), QEvent::MouseButtonPress, from, Qt::LeftButton);
        sendMouse(chart.view.viewport(), QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
        sendMouse(chart.view.viewport(), QEvent::MouseMove, to, Qt::LeftButton);
        sendMouse(chart.view.viewport(), QEvent::MouseButtonRelease, to, Qt::NoButton);
        QCOMPARE(selected.size(), 1);
        const auto range = selected.at(0).at(0).value<engine::TimeRange>();
        QVERIFY(std::chrono::abs(range.from - (now() - 600s)) < 4s);
        QVERIFY(std::chrono::abs(range.to - (now() - 300s)) < 4s);
    }

    void selectsTheSecondThatIsClicked()
    {
        ChartOnScreen chart;
        chart.show(now());
        QSignalSpy clicked(&chart.view, &ui::LiveChartView::pointClicked);
        const auto& item = chart.view.series();
        const double x = item.timeAxis().xOf(now() - 300s);
        const QPointF onSecondLine(x, item.yOf(item.valuesAt(item.timeAxis().timeAt(x))[1]));
        sendMouse(chart.view.viewport(), QEvent::MouseButtonPress, onSecondLine, Qt::LeftButton);
        sendMouse(chart.view.viewport(), QEvent::MouseButtonRelease, onSecondLine, Qt::NoButton);
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(clicked.at(0).at(0).value<engine::TimeRange>().length(), std::chrono::microseconds{1s});
        QCOMPARE(clicked.at(0).at(1).toInt(), 1);
    }
};

HALCYON_UI_TEST_MAIN(TestLiveSeriesItem)
#include "tst_live_series_item.moc"
