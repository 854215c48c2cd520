#pragma once

#include <cstddef>
#include <new>
#include <sys/mman.h>

namespace halcyon::engine {

/// Memory for hash tables: slots never straddle cache lines, and large tables
/// ask for huge pages, because with small ones the page walk of a random access
/// costs more than the access (and stalls prefetches of it).
template <typename T>
struct TableAllocator {
    using value_type = T;

    TableAllocator() = default;
    template <typename Other>
    TableAllocator(const TableAllocator<Other>&) noexcept
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        void* memory = ::operator new(bytes, alignmentOf(bytes));
        if (bytes >= kHugePage)
            madvise(memory, bytes, MADV_HUGEPAGE);
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) noexcept
    {
        ::operator delete(memory, alignmentOf(count * sizeof(T)));
    }
    friend bool operator==(const TableAllocator&, const TableAllocator&) { return true; }

private:
    static constexpr std::size_t kHugePage = std::size_t{2} << 20;
    static constexpr std::size_t kCacheLine = 64;

    [[nodiscard]] static std::align_val_t alignmentOf(std::size_t bytes) noexcept
    {
        return std::align_val_t{bytes >= kHugePage ? kHugePage : kCacheLine};
    }
};

} // namespace halcyon::engine
