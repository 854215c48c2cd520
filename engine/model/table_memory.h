#pragma once

#include <cstddef>

namespace halcyon::engine {

inline constexpr std::size_t kCacheLine = 64;
/// What a large table takes at a time, with its head.
inline constexpr std::size_t kTableBlock = std::size_t{1} << 15;

/// Memory for parts of tables, on cache lines.
///
/// Large blocks are cut from huge pages, because with small
/// ones the page walk of a random access costs more than the access (and stalls
/// prefetches of it), and are kept for the next that asks for as much. Any thread.
[[nodiscard]] void* takeTableMemory(std::size_t bytes);
/// Gives back what `takeTableMemory(bytes)` gave.
void giveTableMemory(void* memory, std::size_t bytes) noexcept;

/// Makes two more megabytes ready, until tables could take as much again as they have: then a copy of all of
/// them can part from them without waiting for new pages. The kernel clears these, and a hypervisor below it
/// may take ten milliseconds for a megabyte. False when there is enough. For a thread that has the time.
[[nodiscard]] bool makeTableMemoryReady();

} // namespace halcyon::engine
