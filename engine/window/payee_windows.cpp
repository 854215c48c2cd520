#include "engine/window/payee_windows.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <span>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::uint64_t cellKeyOf(StreamId stream, const Payment& payment) noexcept
{
    const std::uint64_t currency = payment.currency.number();
    if (stream == StreamId::Upi)
        return combineHashes(payment.payee.value, currency);
    return combineHashes(combineHashes(payment.payee.value, payment.method.value),
        combineHashes(payment.country.value, currency));
}

/// The keys in the schema's order, each behind its length.
[[nodiscard]] const char* packNames(StreamId stream, const PaymentText& text, TextArena& arena)
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
    return arena.keep(size).data();
}

/// The name that begins there.
[[nodiscard]] std::string_view nameAt(const char* packed) noexcept
{
    std::uint32_t length = 0;
    std::memcpy(&length, packed, sizeof length);
    return {packed + sizeof length, length};
}

[[nodiscard]] bool isPacked(std::string_view names, std::size_t keys) noexcept
{
    for (; keys > 0; --keys) {
        if (names.size() < sizeof(std::uint32_t))
            return false;
        const std::size_t size = sizeof(std::uint32_t) + nameAt(names.data()).size();
        if (names.size() < size)
            return false;
        names.remove_prefix(size);
    }
    return names.empty();
}

} // namespace

PayeeWindows::PayeeWindows(const WindowDefinition& window)
    : m_window(&window)
    , m_panesPerWindow(window.schema.length / window.schema.slide)
    , m_kinds(window.countsDevices ? 2 : 1)
{
    assert(uniqueAt(m_panesPerWindow - 1, m_kinds - 1) < Cell{}.uniques.size());
}

std::int64_t PayeeWindows::paneOf(EventTime time) const noexcept
{
    return floorTo(time, m_window->schema.slide).time_since_epoch() / m_window->schema.slide;
}

EventTime PayeeWindows::endOf(std::int64_t firstPane) const noexcept
{
    return EventTime{m_window->schema.slide * (firstPane + m_panesPerWindow)};
}

PayeeWindows::Pane* PayeeWindows::findPane(std::int64_t number) noexcept
{
    if (!m_panes.empty() && m_panes.back().number == number)
        return &m_panes.back(); // most events are of the newest
    const auto at = std::ranges::lower_bound(m_panes, number, {}, &Pane::number);
    return at != m_panes.end() && at->number == number ? &*at : nullptr;
}

PayeeWindows::Pane& PayeeWindows::paneAt(std::int64_t number)
{
    if (Pane* const pane = findPane(number))
        return *pane;
    const auto at = std::ranges::lower_bound(m_panes, number, {}, &Pane::number);
    const std::size_t expected = at == m_panes.begin() ? 0 : std::prev(at)->cells.size();
    return *m_panes.insert(at, {number, FlatTable<Cell>(expected), std::make_shared<TextArena>()});
}

void PayeeWindows::noteOpen(std::int64_t firstPane)
{
    const auto at = std::ranges::lower_bound(m_openWindows, firstPane);
    if (at == m_openWindows.end() || *at != firstPane)
        m_openWindows.insert(at, firstPane);
}

PayeeWindows::Keys PayeeWindows::keysOf(const Payment& payment) const noexcept
{
    const std::uint64_t cell = cellKeyOf(m_window->schema.stream, payment);
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
    std::int64_t firstOpen = pane - m_panesPerWindow + 1;
    while (endOf(firstOpen) <= watermark)
        ++firstOpen;

    Pane& at = paneAt(pane);
    if (at.cells.size() == 0) // later events of the pane are in the same windows or fewer
        for (std::int64_t first = firstOpen; first <= pane; ++first)
            noteOpen(first);
    const auto [cell, isNew] = at.cells.findOrInsert(keys.cell);
    if (isNew) {
        cell.names = packNames(m_window->schema.stream, text, *at.names);
        cell.currency = payment.currency;
    }
    cell.totals.add(payment);

    const int reach = int(m_panesPerWindow) - 1;
    const std::int64_t oldest = oldestOpenPane(watermark);
    countUnique(cell, m_payerPairs.add(keys.payerPair, pane, reach, oldest), pane, firstOpen, 0);
    if (m_window->countsDevices)
        countUnique(cell, m_devicePairs.add(keys.devicePair, pane, reach, oldest), pane, firstOpen, 1);
}

/// The first pane that an open window can ask for.
std::int64_t PayeeWindows::oldestOpenPane(EventTime watermark) const noexcept
{
    return watermark == EventTime::min() ? kForgetsNothing : paneOf(watermark) - m_panesPerWindow + 1;
}

/// Counts for every open window that holds `pane` and none of the panes the pair was seen in.
void PayeeWindows::countUnique(Cell& cell, const DistinctPairs::Seen& seen, std::int64_t pane,
    std::int64_t firstOpen, std::size_t which) const noexcept
{
    if (!seen.isNew)
        return;
    for (std::int64_t first = firstOpen; first <= pane; ++first) {
        const auto below = std::uint32_t(pane - first); // panes of the window before this one
        const auto above = std::uint32_t(first + m_panesPerWindow - 1 - pane); // and after it
        const auto ofWindow = [](std::uint32_t panes) { return (1U << panes) - 1; };
        if ((seen.before & ofWindow(below)) == 0 && (seen.after & ofWindow(above)) == 0)
            ++cell.uniques[uniqueAt(pane - first, which)];
    }
}

std::optional<EventTime> PayeeWindows::oldestClosed(EventTime watermark) const
{
    if (m_openWindows.empty() || endOf(m_openWindows.front()) > watermark)
        return std::nullopt;
    return EventTime{m_window->schema.slide * m_openWindows.front()};
}

void PayeeWindows::appendRows(EventTime start, WindowRows& rows) const
{
    struct Sum {
        const char* names = nullptr;
        Currency currency;
        PaymentTotals totals;
        std::uint64_t payers = 0;
        std::uint64_t devices = 0;
    };
    const std::int64_t first = paneOf(start);
    if (!std::ranges::binary_search(m_openWindows, first))
        return;
    FlatTable<Sum> sums;
    for (const Pane& pane : m_panes)
        if (holds(first, pane.number))
            pane.cells.forEach([&](std::uint64_t key, const Cell& cell) {
                Sum& sum = sums.findOrInsert(key).first;
                sum.names = cell.names;
                sum.currency = cell.currency;
                sum.totals.merge(cell.totals);
                const Uniques uniques = uniquesOf(cell, pane.number - first);
                sum.payers += uniques.payers;
                sum.devices += uniques.devices;
            });
    sums.forEach([&](std::uint64_t, const Sum& sum) {
        const char* at = sum.names;
        for (std::size_t i = 0; i < m_window->schema.keys.size(); ++i) {
            const std::string_view name = nameAt(at);
            rows.keys.emplace_back(name);
            at = name.data() + name.size();
        }
        rows.currencies.push_back(sum.currency);
        m_window->measure(
            {.totals = sum.totals, .uniquePayers = sum.payers, .uniqueDevices = sum.devices}, rows.measures);
    });
}

void PayeeWindows::forget(EventTime watermark)
{
    std::erase_if(m_openWindows, [&](std::int64_t firstPane) { return endOf(firstPane) <= watermark; });
    std::erase_if(m_panes, [&](const Pane& pane) { return endOf(pane.number) <= watermark; });
}

std::size_t PayeeWindows::bytes() const noexcept
{
    std::size_t sum = m_payerPairs.bytes() + m_devicePairs.bytes();
    for (const Pane& pane : m_panes)
        sum += pane.cells.bytes();
    return sum;
}

std::string_view PayeeWindows::namesOf(const Cell& cell) const noexcept
{
    const char* end = cell.names;
    for (std::size_t i = 0; i < m_window->schema.keys.size(); ++i)
        end = nameAt(end).data() + nameAt(end).size();
    return {cell.names, std::size_t(end - cell.names)};
}

bool PayeeWindows::restoreCell(std::int64_t number, std::uint64_t key, std::string_view names,
    Currency currency, const PaneTotals& totals)
{
    if (!isPacked(names, m_window->schema.keys.size()))
        return false;
    Pane& pane = paneAt(number);
    pane.cells.findOrInsert(key).first
        = {.names = pane.names->store(names).data(), .totals = totals, .currency = currency};
    return true;
}

/// Which of the window's panes has a key's count makes no difference to their sum.
void PayeeWindows::restoreUniques(std::int64_t firstPane, std::uint64_t key, Uniques uniques)
{
    noteOpen(firstPane);
    for (std::int64_t number = firstPane; number < firstPane + m_panesPerWindow; ++number)
        if (Pane* const pane = findPane(number); pane != nullptr && pane->cells.find(key) != nullptr) {
            Cell& cell = pane->cells.findOrInsert(key).first;
            cell.uniques[uniqueAt(number - firstPane, 0)] += uniques.payers;
            if (m_kinds > 1)
                cell.uniques[uniqueAt(number - firstPane, 1)] += uniques.devices;
            return;
        }
}

} // namespace halcyon::engine
