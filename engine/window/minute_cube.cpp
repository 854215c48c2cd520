#include "engine/window/minute_cube.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

[[nodiscard]] std::uint64_t keyOf(StreamId stream, const Payment& payment) noexcept
{
    const bool isUpi = stream == StreamId::Upi;
    const std::uint64_t first = isUpi ? std::uint64_t(payment.status) : payment.method.value;
    const std::uint64_t second = isUpi ? payment.bank.value : payment.country.value;
    return combineHashes(combineHashes(first, payment.currency.number()), second);
}

} // namespace

MinuteCube::MinuteCube(StreamId stream)
    : m_stream(stream)
{
    for (const WindowDefinition& window : builtInWindows())
        if (window.schema.stream == stream && window.engine != WindowEngine::Payee) {
            m_windows.push_back(&window);
            m_longest = std::max(m_longest, window.schema.length);
        }
}

void MinuteCube::add(
    const Payment& payment, const PaymentText& text, std::optional<std::chrono::microseconds> latency)
{
    const EventTime start = floorTo(payment.time, 1min);
    if (start != m_lastMinute || m_last == nullptr) {
        m_last = &m_minutes[start];
        m_lastMinute = start;
    }
    Cell& cell = cellOf(*m_last, keyOf(m_stream, payment), payment, text);
    cell.totals.add(payment);
    if (latency)
        cell.latency.add(latency->count());
}

MinuteCube::Cell& MinuteCube::cellOf(
    Minute& minute, std::uint64_t key, const Payment& payment, const PaymentText& text)
{
    const auto [place, isNew] = minute.index.findOrInsert(key);
    if (isNew) {
        place = std::uint32_t(minute.cells.size());
        const bool isUpi = m_stream == StreamId::Upi;
        minute.cells.push_back({.first = std::string(isUpi ? statusName(payment.status) : text.method),
            .second = std::string(isUpi ? text.bank : text.country),
            .currency = payment.currency});
    }
    return minute.cells[place];
}

bool MinuteCube::isOpen(EventTime time, EventTime watermark) const noexcept
{
    return std::ranges::any_of(m_windows, [&](const WindowDefinition* window) {
        return floorTo(time, window->schema.length) + window->schema.length > watermark;
    });
}

void MinuteCube::close(EventTime watermark, std::vector<WindowRows>& closed)
{
    if (watermark <= m_closedUpTo)
        return;
    // Windows with data that end in (closedUpTo, watermark], by end and then in the table's order.
    std::set<std::tuple<EventTime, std::size_t, EventTime>> due;
    for (const auto& [start, minute] : m_minutes)
        for (std::size_t i = 0; i < m_windows.size(); ++i) {
            const auto length = m_windows[i]->schema.length;
            const EventTime windowStart = floorTo(start, length);
            if (const EventTime end = windowStart + length; end <= watermark && end > m_closedUpTo)
                due.emplace(end, i, windowStart);
        }
    for (const auto& [end, i, start] : due)
        closed.push_back(rollUp(*m_windows[i], start));
    m_closedUpTo = watermark;
    std::erase_if(m_minutes, [&](const auto& entry) { return !isOpen(entry.first, watermark); });
    m_last = nullptr;
}

WindowRows MinuteCube::rollUp(const WindowDefinition& window, EventTime start) const
{
    struct Row {
        const std::string* key = nullptr;
        Currency currency;
        PaymentTotals totals;
        LogHistogram latency;
    };
    static const std::string none;
    std::map<std::pair<std::string_view, std::string_view>, Row> rows; // by key and currency
    const EventTime end = start + window.schema.length;
    for (auto minute = m_minutes.lower_bound(start); minute != m_minutes.end() && minute->first < end;
         ++minute)
        for (const Cell& cell : minute->second.cells) {
            const std::string& key = window.engine == WindowEngine::CubeAll ? none
                : window.engine == WindowEngine::CubeFirst                  ? cell.first
                                                                            : cell.second;
            Row& row = rows[{key, cell.currency.code()}];
            row.key = &key;
            row.currency = cell.currency;
            row.totals.merge(cell.totals);
            row.latency.merge(cell.latency);
        }

    WindowRows result{.schema = &window.schema, .window = {start, end}};
    for (const auto& [order, row] : rows) {
        if (!window.schema.keys.empty())
            result.keys.push_back(*row.key);
        result.currencies.push_back(row.currency);
        window.measure({.totals = row.totals, .latency = &row.latency}, result.measures);
    }
    return result;
}

void MinuteCube::restore(EventTime start, Cell cell)
{
    Minute& minute = m_minutes[start];
    const bool isUpi = m_stream == StreamId::Upi;
    Payment payment;
    payment.status = parseStatusName(cell.first).value_or(PaymentStatus::None);
    payment.method = {hashText(cell.first)};
    (isUpi ? payment.bank.value : payment.country.value) = hashText(cell.second);
    payment.currency = cell.currency;
    minute.index.findOrInsert(keyOf(m_stream, payment)).first = std::uint32_t(minute.cells.size());
    minute.cells.push_back(std::move(cell));
}

} // namespace halcyon::engine
