#include "engine/window/payee_windows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::uint64_t keyOf(StreamId stream, const Payment& payment) noexcept
{
    const std::uint64_t currency = payment.currency.number();
    if (stream == StreamId::Upi)
        return combineHashes(payment.payee.value, currency);
    return combineHashes(combineHashes(payment.payee.value, payment.method.value),
        combineHashes(payment.country.value, currency));
}

/// The keys in the schema's order, each behind its length.
[[nodiscard]] std::string_view packNames(StreamId stream, const PaymentText& text, TextArena& arena)
{
    const std::array<std::string_view, 3> all{text.payee, text.method, text.country};
    const auto names = std::span(all).first(stream == StreamId::Upi ? 1 : 3);
    std::size_t size = 0;
    for (const std::string_view name : names)
        size += sizeof(std::uint32_t) + name.size();
    char* to = arena.reserve(size);
    for (const std::string_view name : names) {
        const auto length = std::uint32_t(name.size());
        std::memcpy(to, &length, sizeof length);
        std::memcpy(to + sizeof length, name.data(), name.size());
        to += sizeof length + name.size();
    }
    return arena.keep(size);
}

[[nodiscard]] std::string_view takeName(std::string_view& packed)
{
    std::uint32_t length = 0;
    std::memcpy(&length, packed.data(), sizeof length);
    const std::string_view name = packed.substr(sizeof length, length);
    packed.remove_prefix(sizeof length + length);
    return name;
}

} // namespace

PayeeWindows::PayeeWindows(const WindowDefinition& window)
    : m_window(&window)
    , m_panesPerWindow(window.schema.length / window.schema.slide)
{
}

std::int64_t PayeeWindows::paneOf(EventTime time) const noexcept
{
    return floorTo(time, m_window->schema.slide).time_since_epoch() / m_window->schema.slide;
}

EventTime PayeeWindows::endOf(std::int64_t firstPane) const noexcept
{
    return EventTime{m_window->schema.slide * (firstPane + m_panesPerWindow)};
}

PayeeWindows::Pane& PayeeWindows::paneAt(std::int64_t number)
{
    if (!m_panes.empty() && m_panes.back().number == number)
        return m_panes.back(); // most events are of the newest
    auto at = std::ranges::lower_bound(m_panes, number, {}, &Pane::number);
    if (at == m_panes.end() || at->number != number) {
        const std::size_t expected = at == m_panes.begin() ? 0 : std::prev(at)->cells.size();
        at = m_panes.insert(at, {number, FlatTable<Cell>(expected), std::make_shared<TextArena>()});
    }
    return *at;
}

PayeeWindows::Window& PayeeWindows::windowAt(std::int64_t firstPane)
{
    auto at = std::ranges::lower_bound(m_windows, firstPane, {}, &Window::firstPane);
    if (at == m_windows.end() || at->firstPane != firstPane) {
        const std::size_t expected = at == m_windows.begin() ? 0 : std::prev(at)->uniques.size();
        at = m_windows.insert(at, {firstPane, FlatTable<Uniques>(expected)});
    }
    return *at;
}

PayeeWindows::Keys PayeeWindows::keysOf(const Payment& payment) const noexcept
{
    const std::uint64_t cell = keyOf(m_window->schema.stream, payment);
    return {cell, combineHashes(cell, payment.payer.value),
        m_window->countsDevices ? combineHashes(cell, payment.device.value) : 0};
}

void PayeeWindows::prefetch(const Keys& keys) const noexcept
{
    if (!m_panes.empty())
        m_panes.back().cells.prefetch(keys.cell);
    m_payerPairs.prefetch(keys.payerPair);
    if (m_window->countsDevices)
        m_devicePairs.prefetch(keys.devicePair);
}

void PayeeWindows::add(const Payment& payment, const PaymentText& text, const Keys& keys, EventTime watermark)
{
    const std::int64_t pane = paneOf(payment.time);
    if (endOf(pane) <= watermark)
        return; // even the last window that holds it is final
    Pane& totals = paneAt(pane);
    const auto [cell, isNew] = totals.cells.findOrInsert(keys.cell);
    if (isNew) {
        cell.names = packNames(m_window->schema.stream, text, *totals.names);
        cell.currency = payment.currency;
    }
    cell.totals.add(payment);

    std::int64_t firstOpen = pane - m_panesPerWindow + 1;
    while (endOf(firstOpen) <= watermark)
        ++firstOpen;
    const int reach = int(m_panesPerWindow) - 1;
    const std::int64_t oldest = oldestOpenPane(watermark);
    countUnique(
        m_payerPairs.add(keys.payerPair, pane, reach, oldest), pane, firstOpen, keys.cell, &Uniques::payers);
    if (m_window->countsDevices)
        countUnique(m_devicePairs.add(keys.devicePair, pane, reach, oldest), pane, firstOpen, keys.cell,
            &Uniques::devices);
}

/// The first pane that an open window can ask for.
std::int64_t PayeeWindows::oldestOpenPane(EventTime watermark) const noexcept
{
    return watermark == EventTime::min() ? kForgetsNothing : paneOf(watermark) - m_panesPerWindow + 1;
}

/// Raises the count of every open window that holds `pane` and none of the panes the pair was seen in.
void PayeeWindows::countUnique(const DistinctPairs::Seen& seen, std::int64_t pane, std::int64_t firstOpen,
    std::uint64_t key, std::uint32_t Uniques::*count)
{
    if (!seen.isNew)
        return;
    for (std::int64_t first = firstOpen; first <= pane; ++first) {
        const auto below = std::uint32_t(pane - first); // panes of the window before this one
        const auto above = std::uint32_t(first + m_panesPerWindow - 1 - pane); // and after it
        const auto ofWindow = [](std::uint32_t panes) { return (1U << panes) - 1; };
        if ((seen.before & ofWindow(below)) == 0 && (seen.after & ofWindow(above)) == 0)
            ++(windowAt(first).uniques.findOrInsert(key).first.*count);
    }
}

std::optional<EventTime> PayeeWindows::oldestClosed(EventTime watermark) const
{
    if (m_windows.empty() || endOf(m_windows.front().firstPane) > watermark)
        return std::nullopt;
    return EventTime{m_window->schema.slide * m_windows.front().firstPane};
}

void PayeeWindows::appendRows(EventTime start, WindowRows& rows) const
{
    const std::int64_t first = paneOf(start);
    const auto window = std::ranges::find(m_windows, first, &Window::firstPane);
    if (window == m_windows.end())
        return;
    FlatTable<Cell> sums;
    for (const Pane& pane : m_panes)
        if (pane.number >= first && pane.number < first + m_panesPerWindow)
            pane.cells.forEach([&](std::uint64_t key, const Cell& cell) {
                const auto [sum, isNew] = sums.findOrInsert(key);
                if (isNew)
                    sum = cell;
                else
                    sum.totals.merge(cell.totals);
            });
    sums.forEach([&](std::uint64_t key, const Cell& cell) {
        std::string_view names = cell.names;
        for (std::size_t i = 0; i < m_window->schema.keys.size(); ++i)
            rows.keys.emplace_back(takeName(names));
        rows.currencies.push_back(cell.currency);
        const Uniques* uniques = window->uniques.find(key);
        m_window->measure({.totals = cell.totals,
                              .uniquePayers = uniques == nullptr ? 0 : uniques->payers,
                              .uniqueDevices = uniques == nullptr ? 0 : uniques->devices},
            rows.measures);
    });
}

void PayeeWindows::forget(EventTime watermark)
{
    std::erase_if(m_windows, [&](const Window& window) { return endOf(window.firstPane) <= watermark; });
    std::erase_if(m_panes, [&](const Pane& pane) { return endOf(pane.number) <= watermark; });
}

std::size_t PayeeWindows::bytes() const noexcept
{
    std::size_t sum = m_payerPairs.bytes() + m_devicePairs.bytes();
    for (const Pane& pane : m_panes)
        sum += pane.cells.bytes();
    for (const Window& window : m_windows)
        sum += window.uniques.bytes();
    return sum;
}

void PayeeWindows::restoreCell(std::int64_t number, std::uint64_t key, const Cell& cell)
{
    Pane& pane = paneAt(number);
    Cell& slot = pane.cells.findOrInsert(key).first;
    slot = cell;
    slot.names = pane.names->store(cell.names);
}

void PayeeWindows::restoreUniques(std::int64_t firstPane, std::uint64_t key, Uniques uniques)
{
    windowAt(firstPane).uniques.findOrInsert(key).first = uniques;
}

} // namespace halcyon::engine
