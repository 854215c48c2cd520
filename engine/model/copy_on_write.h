#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace halcyon::engine {

/// A value that its copies share until one of them is written.
///
/// Threads: one at a time for a handle, another one for its copy.
template <typename T>
class CopyOnWrite {
public:
    CopyOnWrite()
        : m_block(new Block)
    {
    }
    CopyOnWrite(const CopyOnWrite& other) noexcept
        : m_block(other.m_block)
    {
        m_block->owners.fetch_add(1, std::memory_order_relaxed);
    }
    CopyOnWrite(CopyOnWrite&& other) noexcept
        : m_block(std::exchange(other.m_block, nullptr))
    {
    }
    CopyOnWrite& operator=(CopyOnWrite other) noexcept
    {
        std::swap(m_block, other.m_block);
        return *this;
    }
    ~CopyOnWrite() { giveUp(m_block); }

    [[nodiscard]] const T& operator*() const noexcept { return m_block->value; }
    [[nodiscard]] const T* operator->() const noexcept { return &m_block->value; }

    /// For writing; copies a value that is shared.
    [[nodiscard]] T& own()
    {
        if (m_block->owners.load(std::memory_order_acquire) > 1)
            giveUp(std::exchange(m_block, new Block{.value = m_block->value}));
        return m_block->value;
    }

    /// The handle as a number, for owners that pack it; it must be adopted again, once.
    [[nodiscard]] std::uintptr_t release() noexcept
    {
        return reinterpret_cast<std::uintptr_t>(std::exchange(m_block, nullptr));
    }
    [[nodiscard]] static CopyOnWrite adopt(std::uintptr_t released) noexcept
    {
        return CopyOnWrite(reinterpret_cast<Block*>(released));
    }
    /// For a look at what is released.
    [[nodiscard]] static const T& at(std::uintptr_t released) noexcept
    {
        return reinterpret_cast<const Block*>(released)->value;
    }

private:
    struct Block {
        std::atomic<std::uint32_t> owners{1};
        T value{};
    };
    static void giveUp(Block* block) noexcept
    {
        if (block != nullptr && block->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete block;
    }

    explicit CopyOnWrite(Block* block) noexcept
        : m_block(block)
    {
    }

    Block* m_block;
};

} // namespace halcyon::engine
