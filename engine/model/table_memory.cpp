#include "engine/model/table_memory.h"

#include <sys/mman.h>

#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace halcyon::engine {

namespace {

constexpr std::size_t kPage = std::size_t{2} << 20; // a huge one
constexpr std::size_t kSmallestCut = kTableBlock / 2; // smaller ones come from the heap

[[nodiscard]] char* newPage()
{
    auto* const page = static_cast<char*>(::operator new (kPage, std::align_val_t{kPage}));
    madvise(page, kPage, MADV_HUGEPAGE);
    return page;
}

/// Blocks of one size.
struct Blocks {
    std::vector<void*> free;
    char* uncut = nullptr; ///< of the newest page
    std::size_t left = 0;
};

class Pool {
public:
    [[nodiscard]] void* take(std::size_t bytes)
    {
        const std::scoped_lock lock(m_mutex);
        m_taken += bytes;
        Blocks& blocks = m_sizes[bytes];
        if (!blocks.free.empty()) {
            m_free -= bytes;
            void* const memory = blocks.free.back();
            blocks.free.pop_back();
            return memory;
        }
        if (blocks.left < bytes) {
            blocks.left = kPage;
            if (m_ready.empty()) {
                blocks.uncut = newPage();
            } else {
                blocks.uncut = m_ready.back();
                m_ready.pop_back();
            }
        }
        blocks.left -= bytes;
        return std::exchange(blocks.uncut, blocks.uncut + bytes);
    }
    void give(void* memory, std::size_t bytes) noexcept
    {
        const std::scoped_lock lock(m_mutex);
        m_taken -= bytes;
        m_free += bytes;
        m_sizes[bytes].free.push_back(memory);
    }
    [[nodiscard]] bool makeReady()
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_free + m_ready.size() * kPage >= m_taken)
                return false;
        }
        char* const page = newPage();
        std::memset(page, 0, kPage);
        const std::scoped_lock lock(m_mutex);
        m_ready.push_back(page);
        return true;
    }

private:
    std::mutex m_mutex; // guards the ones below
    std::map<std::size_t, Blocks> m_sizes;
    std::vector<char*> m_ready; // pages that nothing is cut from yet
    std::size_t m_taken = 0; // bytes
    std::size_t m_free = 0; // bytes in `free` blocks
};

/// Never destroyed: tables may outlive every other static object.
Pool& pool()
{
    static auto& all = *new Pool;
    return all;
}

[[nodiscard]] bool isPooled(std::size_t bytes) noexcept
{
    return bytes >= kSmallestCut && bytes <= kPage;
}

} // namespace

void* takeTableMemory(std::size_t bytes)
{
    return isPooled(bytes) ? pool().take(bytes) : ::operator new (bytes, std::align_val_t{kCacheLine});
}

void giveTableMemory(void* memory, std::size_t bytes) noexcept
{
    if (isPooled(bytes))
        pool().give(memory, bytes);
    else
        ::operator delete (memory, std::align_val_t{kCacheLine});
}

bool makeTableMemoryReady()
{
    return pool().makeReady();
}

} // namespace halcyon::engine
