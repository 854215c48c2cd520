#include "engine/window/payee_windows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <span>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::uint64_t keyOf(StreamId stream, const Payment& payment) noexcept
{
    std::uint64_t currency = 0;
    for (const char c : payment.currency.code())
        currency = currency << 8 | std::uint64_t(static_cast<unsigned char>(c));
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

PayeeWindows::Instance& PayeeWindows::instanceAt(EventTime start)
{
    auto at = std::ranges::lower_bound(m_instances, start, {}, &Instance::start);
    if (at == m_instances.end() || at->start != start)
        at = m_instances.emplace(at, Instance{.start = start});
    return *at;
}

void PayeeWindows::prefetch(const Payment& payment) const noexcept
{
    const std::uint64_t key = keyOf(m_window->schema.stream, payment);
    for (const Instance& instance : m_instances) {
        instance.entries.prefetch(key);
        instance.payerPairs.prefetch(combineHashes(key, payment.payer.value));
    }
}

void PayeeWindows::add(const Payment& payment, const PaymentText& text, EventTime watermark)
{
    const WindowSchema& schema = m_window->schema;
    const bool isUpi = schema.stream == StreamId::Upi;
    const std::uint64_t key = keyOf(schema.stream, payment);
    const EventTime newest = floorTo(payment.time, schema.slide);
    for (EventTime start = newest; start > payment.time - schema.length; start -= schema.slide) {
        if (start + schema.length <= watermark)
            break; // final, and so are the ones before it
        Instance& instance = instanceAt(start);
        const auto [entry, isNew] = instance.entries.findOrInsert(key);
        if (isNew) {
            entry.names = packNames(schema.stream, text, instance.names);
            entry.currency = payment.currency;
        }
        entry.totals.add(payment);
        entry.uniquePayers
            += instance.payerPairs.findOrInsert(combineHashes(key, payment.payer.value)).second;
        if (!isUpi)
            entry.uniqueDevices
                += instance.devicePairs.findOrInsert(combineHashes(key, payment.device.value)).second;
    }
}

std::vector<PayeeWindows::Instance> PayeeWindows::takeClosed(EventTime watermark)
{
    const auto open = std::ranges::find_if(m_instances, [&](const Instance& instance) {
        return instance.start + m_window->schema.length > watermark;
    });
    std::vector<Instance> closed(std::make_move_iterator(m_instances.begin()), std::make_move_iterator(open));
    m_instances.erase(m_instances.begin(), open);
    return closed;
}

std::size_t PayeeWindows::bytes() const noexcept
{
    std::size_t sum = 0;
    for (const Instance& instance : m_instances)
        sum += instance.entries.bytes() + instance.payerPairs.bytes() + instance.devicePairs.bytes();
    return sum;
}

void PayeeWindows::restore(Instance& instance, std::uint64_t key, const Entry& entry)
{
    Entry& slot = instance.entries.findOrInsert(key).first;
    slot = entry;
    slot.names = instance.names.store(entry.names);
}

void appendRows(const PayeeWindows::Instance& instance, const WindowDefinition& window, WindowRows& rows)
{
    instance.entries.forEach([&](std::uint64_t, const PayeeWindows::Entry& entry) {
        std::string_view names = entry.names;
        for (std::size_t i = 0; i < window.schema.keys.size(); ++i)
            rows.keys.emplace_back(takeName(names));
        rows.currencies.push_back(entry.currency);
        window.measure({.totals = entry.totals,
                           .uniquePayers = entry.uniquePayers,
                           .uniqueDevices = entry.uniqueDevices},
            rows.measures);
    });
}

} // namespace halcyon::engine
