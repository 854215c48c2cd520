#pragma once

#include "engine/model/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// Lines of a file, a pipe or the standard input, read in blocks: memory holds
/// one block and one line, whatever the file's size. Not thread-safe.
class LineReader {
public:
    static constexpr std::size_t kLongestLine = std::size_t{64} << 20;

    /// "-" is the standard input. `Missing` or `Access` when it cannot be read.
    [[nodiscard]] static Result<LineReader> open(const std::string& path);
    ~LineReader();
    LineReader(LineReader&& other) noexcept;
    LineReader& operator=(LineReader&& other) noexcept;

    /// The next line without its newline, valid until the next call; nothing
    /// when none came before `deadline`, or at the end. The last line needs no newline.
    /// `Data` for a line longer than `kLongestLine`, `Storage` when reading fails.
    [[nodiscard]] Result<std::optional<std::string_view>> next(
        std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] bool isAtEnd() const noexcept { return m_sawEnd && m_begin == m_end; }
    [[nodiscard]] std::uint64_t linesRead() const noexcept { return m_lines; }
    [[nodiscard]] const std::string& name() const noexcept { return m_name; } ///< for messages to people

private:
    LineReader(int descriptor, std::string name);
    [[nodiscard]] Result<bool> readMore(std::chrono::steady_clock::time_point deadline);
    void makeRoom();

    int m_descriptor = -1;
    std::string m_name;
    std::string m_buffer;
    std::size_t m_begin = 0; // of what is not handed out yet
    std::size_t m_scanned = 0; // no newline in [m_begin, m_scanned)
    std::size_t m_end = 0;
    bool m_sawEnd = false;
    std::uint64_t m_lines = 0;
};

} // namespace halcyon::engine
