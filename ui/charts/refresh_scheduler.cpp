#include "ui/charts/refresh_scheduler.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr std::array kRates{60, 30, 20, 10, 5, 2, 1};
constexpr int kSecondsBeforeStepDown = 2;
constexpr int kSecondsBeforeStepUp = 5;
constexpr int kMostRest = 10;
constexpr milliseconds kStatsFresh{2500}; // they come once a second, a little late when busy

int stepDown(int rate)
{
    const auto lower = std::ranges::find_if(kRates, [rate](int candidate) { return candidate < rate; });
    return lower == kRates.end() ? kRates.back() : *lower;
}

int stepUp(int rate, int most)
{
    int next = rate;
    for (const int candidate : kRates) {
        if (candidate > rate)
            next = candidate;
    }
    return std::min(next, most);
}

} // namespace

RefreshScheduler::Clocks RefreshScheduler::realClocks()
{
    const auto threadCpu = [] {
        timespec used{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        return nanoseconds{seconds{used.tv_sec}} + nanoseconds{used.tv_nsec};
    };
    return {[] { return steady_clock::now(); }, threadCpu};
}

RefreshScheduler::RefreshScheduler(Clocks clocks, QObject* parent)
    : QObject(parent)
    , m_clocks(std::move(clocks))
    , m_secondStart(m_clocks.now())
    , m_cpuAtSecondStart(m_clocks.threadCpu())
{
    m_deadline = m_secondStart;
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RefreshScheduler::runDue);
}

void RefreshScheduler::add(Refreshable& target)
{
    m_entries.push_back({.target = &target, .isDirty = true, .slot = int(m_entries.size())});
    arm();
}

void RefreshScheduler::remove(Refreshable& target)
{
    std::erase_if(m_entries, [&target](const Entry& entry) { return entry.target == &target; });
}

void RefreshScheduler::markDirty(Refreshable& target)
{
    const auto found = std::ranges::find(m_entries, &target, &Entry::target);
    if (found == m_entries.end())
        return;
    found->isDirty = true;
    arm();
}

void RefreshScheduler::markAllDirty()
{
    for (auto& entry : m_entries)
        entry.isDirty = true;
    arm();
}

void RefreshScheduler::setRate(int hertz)
{
    m_wantedRate = std::clamp(hertz, kRates.back(), kRates.front());
    m_rate = m_wantedRate;
    m_badSeconds = m_goodSeconds = 0;
    arm();
}

nanoseconds RefreshScheduler::slotLength() const
{
    return nanoseconds{seconds{1}} / (m_rate * slotCount());
}

void RefreshScheduler::arm()
{
    if (m_timer.isActive())
        return;
    const bool isWaiting = std::ranges::any_of(
        m_entries, [](const Entry& entry) { return entry.isDirty && entry.target->isOnScreen(); });
    if (!isWaiting)
        return;
    const auto wait = ceil<milliseconds>(m_deadline - m_clocks.now());
    m_isResting = wait < milliseconds{0}; // the deadline passed with nothing to do
    m_timer.start(std::max(wait, milliseconds{0}));
}

void RefreshScheduler::runDue()
{
    const Time now = m_clocks.now();
    const bool isAfterRest = m_isResting;
    m_isResting = false;
    if (isAfterRest) { // nothing was dirty for a while: a new grid begins here
        m_deadline = now;
        if (now - m_secondStart > milliseconds{1500})
            startSecond(now);
    }
    m_worstLatenessMs = std::max(m_worstLatenessMs, duration<double, std::milli>(now - m_deadline).count());
    refreshSlot(m_nextSlot);
    m_nextSlot = (m_nextSlot + 1) % slotCount();
    ++m_slotsRun;
    m_deadline += slotLength();
    if (m_deadline <= now) // slots that are past are dropped, the grid stays
        m_deadline += slotLength() * ((now - m_deadline) / slotLength() + 1);
    if (now - m_secondStart >= seconds{1})
        finishSecond(now);
    arm();
}

void RefreshScheduler::refreshSlot(int slot)
{
    const int slots = slotCount();
    for (auto& entry : m_entries) {
        if (entry.slot % slots != slot % slots || !entry.isDirty || !entry.target->isOnScreen())
            continue;
        if (entry.rest > 0)
            --entry.rest;
        else
            refreshOne(entry);
    }
}

void RefreshScheduler::refreshOne(Entry& entry)
{
    entry.isDirty = false;
    const auto before = m_clocks.threadCpu();
    entry.target->refresh();
    const auto took = m_clocks.threadCpu() - before;
    entry.rest = int(std::min<std::int64_t>(took / kPanelBudget, kMostRest));
}

bool RefreshScheduler::hasFreshStats() const
{
    return m_statsAt && m_clocks.now() - *m_statsAt < kStatsFresh;
}

void RefreshScheduler::finishSecond(Time now)
{
    m_statsAt = now;
    const auto cpu = m_clocks.threadCpu();
    const double wallMs = duration<double, std::milli>(now - m_secondStart).count();
    const double cpuMs = duration<double, std::milli>(cpu - m_cpuAtSecondStart).count();
    const double rounds = double(m_slotsRun) / slotCount();
    m_stats.hertz = rounds / wallMs * 1000;
    m_stats.frameMs = rounds > 0 ? cpuMs / rounds : 0;
    m_stats.latenessMs = m_worstLatenessMs;
    adaptRate(cpuMs / wallMs, m_worstLatenessMs);
    m_stats.rate = m_rate;
    startSecond(now);
    Q_EMIT statsChanged(m_stats);
}

void RefreshScheduler::startSecond(Time now)
{
    m_secondStart = now;
    m_cpuAtSecondStart = m_clocks.threadCpu();
    m_slotsRun = 0;
    m_worstLatenessMs = 0;
}

void RefreshScheduler::adaptRate(double load, double worstLatenessMs)
{
    const bool isTooMuch = load > kLoadBudget || worstLatenessMs > 1000.0 / m_rate;
    const bool hasRoom = load < kLoadBudget / 3;
    m_badSeconds = isTooMuch ? m_badSeconds + 1 : 0;
    m_goodSeconds = hasRoom && !isTooMuch ? m_goodSeconds + 1 : 0;
    if (m_badSeconds >= kSecondsBeforeStepDown && m_rate > kRates.back()) {
        m_rate = stepDown(m_rate);
        m_badSeconds = 0;
    } else if (m_goodSeconds >= kSecondsBeforeStepUp && m_rate < m_wantedRate) {
        m_rate = stepUp(m_rate, m_wantedRate);
        m_goodSeconds = 0;
    }
}

} // namespace halcyon::ui
