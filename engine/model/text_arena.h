#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// Bytes that live as long as the arena and never move: unescaped strings,
/// derived names. Blocks are kept by `clear` and used again.
class TextArena {
public:
    /// Room for `size` bytes at the end; valid until `clear` or destruction.
    [[nodiscard]] char* reserve(std::size_t size)
    {
        if (m_blocks.empty() || m_blocks[m_current].size - m_used < size)
            nextBlock(size);
        return m_blocks[m_current].bytes.get() + m_used;
    }
    /// Keeps the first `size` bytes of what `reserve` gave.
    std::string_view keep(std::size_t size)
    {
        const std::string_view text(m_blocks[m_current].bytes.get() + m_used, size);
        m_used += size;
        return text;
    }
    std::string_view store(std::string_view text)
    {
        std::memcpy(reserve(text.size()), text.data(), text.size());
        return keep(text.size());
    }
    void clear() noexcept
    {
        m_current = 0;
        m_used = 0;
    }

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    static constexpr std::size_t kBlockSize = std::size_t{1} << 18;

    void nextBlock(std::size_t atLeast)
    {
        const std::size_t next = m_blocks.empty() ? 0 : m_current + 1;
        std::size_t fits = next;
        while (fits < m_blocks.size() && m_blocks[fits].size < atLeast)
            ++fits;
        if (fits == m_blocks.size()) {
            const std::size_t size = atLeast > kBlockSize ? atLeast : kBlockSize;
            m_blocks.push_back({std::unique_ptr<char[]>(new char[size]), size});
        }
        std::swap(m_blocks[next], m_blocks[fits]);
        m_current = next;
        m_used = 0;
    }

    std::vector<Block> m_blocks;
    std::size_t m_current = 0;
    std::size_t m_used = 0;
};

} // namespace halcyon::engine
