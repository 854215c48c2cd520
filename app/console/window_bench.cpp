#include "app/console/window_bench.h"

#include "ui/console/console.h"

#include <QEvent>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace halcyon::app {

using namespace std::chrono;

namespace {

constexpr milliseconds kWarmUp{1500};
constexpr milliseconds kProbePeriod{10};

double clockMs(clockid_t clock)
{
    timespec used{};
    clock_gettime(clock, &used);
    return double(used.tv_sec) * 1000 + double(used.tv_nsec) / 1e6;
}

double residentMb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

void runFor(milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const auto nth = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

/// How late a 10-ms timer fires: what an operator's click would wait.
class LatenessProbe {
public:
    LatenessProbe()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            const auto now = steady_clock::now();
            m_lateness.push_back(
                std::max(0.0, duration<double, std::milli>(now - m_last - kProbePeriod).count()));
            m_last = now;
        });
        m_timer.start(kProbePeriod);
    }
    [[nodiscard]] double at(double share) const { return percentile(m_lateness, share); }

private:
    QTimer m_timer;
    steady_clock::time_point m_last = steady_clock::now();
    std::vector<double> m_lateness;
};

WindowBenchRow benchRate(ui::Console& console, int hertz, milliseconds each)
{
    console.feed().setPeriod(milliseconds{1000 / hertz});
    console.scheduler().setRate(hertz);
    runFor(kWarmUp);
    const LatenessProbe probe;
    const auto start = steady_clock::now();
    const double process = clockMs(CLOCK_PROCESS_CPUTIME_ID);
    const double thread = clockMs(CLOCK_THREAD_CPUTIME_ID);
    runFor(each);
    const double wall = duration<double, std::milli>(steady_clock::now() - start).count();
    WindowBenchRow row;
    row.hertz = hertz;
    row.achievedHertz = console.scheduler().stats().hertz;
    row.cpuPercent = (clockMs(CLOCK_PROCESS_CPUTIME_ID) - process) / wall * 100;
    row.guiCpuPercent = (clockMs(CLOCK_THREAD_CPUTIME_ID) - thread) / wall * 100;
    row.frameMs = row.achievedHertz > 0 ? row.guiCpuPercent * 10 / row.achievedHertz : 0;
    row.latenessP50Ms = probe.at(0.5);
    row.latenessP99Ms = probe.at(0.99);
    row.residentMb = residentMb();
    return row;
}

/// How long this process has run, by the kernel's own note of its start.
double processAgeMs()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields
        = stat.mid(stat.lastIndexOf(')') + 2).split(' '); // the name may hold spaces
    constexpr int kStartField = 19;
    const double startMs = fields.value(kStartField).toDouble() * 1000 / double(sysconf(_SC_CLK_TCK));
    return clockMs(CLOCK_BOOTTIME) - startMs;
}

} // namespace

class FirstFrame::Filter : public QObject {
public:
    explicit Filter(QWidget& window) { window.installEventFilter(this); }
    [[nodiscard]] double milliseconds() const { return m_milliseconds; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && m_milliseconds == 0)
            m_milliseconds = processAgeMs();
        return QObject::eventFilter(watched, event);
    }

private:
    double m_milliseconds = 0;
};

FirstFrame::FirstFrame(QWidget& window)
    : m_filter(std::make_unique<Filter>(window))
{
}

FirstFrame::~FirstFrame() = default;

double FirstFrame::milliseconds() const
{
    return m_filter->milliseconds();
}

std::vector<WindowBenchRow> benchWindow(
    ui::Console& console, const std::vector<int>& rates, milliseconds each)
{
    std::vector<WindowBenchRow> rows;
    for (const int hertz : rates)
        rows.push_back(benchRate(console, hertz, each));
    return rows;
}

std::string toJson(const std::vector<WindowBenchRow>& rows, double scale, double firstFrameMs)
{
    QJsonArray array;
    for (const auto& row : rows) {
        array.append(QJsonObject{{QStringLiteral("hz"), row.hertz},
            {QStringLiteral("achieved_hz"), row.achievedHertz},
            {QStringLiteral("cpu_percent"), row.cpuPercent},
            {QStringLiteral("gui_cpu_percent"), row.guiCpuPercent}, {QStringLiteral("frame_ms"), row.frameMs},
            {QStringLiteral("lateness_p50_ms"), row.latenessP50Ms},
            {QStringLiteral("lateness_p99_ms"), row.latenessP99Ms},
            {QStringLiteral("rss_mb"), row.residentMb}});
    }
    const QJsonObject result{{QStringLiteral("name"), QStringLiteral("ui")}, {QStringLiteral("scale"), scale},
        {QStringLiteral("first_frame_ms"), firstFrameMs}, {QStringLiteral("rates"), array}};
    return QJsonDocument(result).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

std::string toText(const std::vector<WindowBenchRow>& rows, double firstFrameMs)
{
    QString text = QStringLiteral("first frame %1 ms\n").arg(firstFrameMs, 0, 'f', 0);
    text += QStringLiteral("   hz  achieved   cpu %   gui %  frame ms  late p50  late p99   rss MB\n");
    for (const auto& row : rows) {
        text += QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8\n")
                    .arg(row.hertz, 5)
                    .arg(row.achievedHertz, 9, 'f', 1)
                    .arg(row.cpuPercent, 7, 'f', 1)
                    .arg(row.guiCpuPercent, 7, 'f', 1)
                    .arg(row.frameMs, 9, 'f', 2)
                    .arg(row.latenessP50Ms, 9, 'f', 2)
                    .arg(row.latenessP99Ms, 9, 'f', 2)
                    .arg(row.residentMb, 8, 'f', 1);
    }
    return text.toStdString();
}

} // namespace halcyon::app
