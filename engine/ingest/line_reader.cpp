#include "engine/ingest/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace halcyon::engine {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

/// errno's text without its thread-unsafe buffer.
std::string reason(int error)
{
    return std::error_code(error, std::generic_category()).message();
}

int millisecondsUntil(std::chrono::steady_clock::time_point deadline)
{
    const auto left
        = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return int(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

} // namespace

Result<LineReader> LineReader::open(const std::string& path)
{
    if (path == "-")
        return LineReader(dup(STDIN_FILENO), "the standard input");
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const int error = errno;
        return failure(error == ENOENT ? ErrorCode::Missing : ErrorCode::Access,
            fmt::format("{} cannot be read ({}): correct the path or its permissions.", path, reason(error)));
    }
    LineReader reader(descriptor, path);
    struct stat status { };
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        return failure(
            ErrorCode::Missing, fmt::format("{} is a folder: name a file of messages in it.", path));
    return reader;
}

LineReader::LineReader(int descriptor, std::string name)
    : m_descriptor(descriptor)
    , m_name(std::move(name))
{
}

LineReader::~LineReader()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

LineReader::LineReader(LineReader&& other) noexcept
{
    *this = std::move(other);
}

LineReader& LineReader::operator=(LineReader&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_name, other.m_name);
    std::swap(m_buffer, other.m_buffer);
    std::swap(m_begin, other.m_begin);
    std::swap(m_scanned, other.m_scanned);
    std::swap(m_end, other.m_end);
    std::swap(m_sawEnd, other.m_sawEnd);
    std::swap(m_lines, other.m_lines);
    return *this;
}

Result<std::optional<std::string_view>> LineReader::next(std::chrono::steady_clock::time_point deadline)
{
    while (true) {
        const char* const from = m_buffer.data() + m_scanned;
        const auto* newline = m_end == m_scanned
            ? nullptr
            : static_cast<const char*>(std::memchr(from, '\n', m_end - m_scanned));
        if (newline != nullptr || (m_sawEnd && m_begin < m_end)) {
            const std::size_t stop = newline == nullptr ? m_end : std::size_t(newline - m_buffer.data());
            const std::string_view line(m_buffer.data() + m_begin, stop - m_begin);
            m_begin = m_scanned = newline == nullptr ? m_end : stop + 1;
            ++m_lines;
            return line;
        }
        m_scanned = m_end;
        if (m_end - m_begin > kLongestLine)
            return failure(ErrorCode::Data,
                fmt::format("Line {} of {} is longer than 64 MB: a file of messages has one message a line.",
                    m_lines + 1, m_name));
        if (m_sawEnd)
            return std::nullopt;
        const auto came = readMore(deadline);
        if (!came)
            return tl::unexpected(came.error());
        if (!*came)
            return std::nullopt;
    }
}

/// Whether anything came, or the end was met, before the deadline.
Result<bool> LineReader::readMore(std::chrono::steady_clock::time_point deadline)
{
    makeRoom();
    while (true) {
        pollfd waiting{.fd = m_descriptor, .events = POLLIN};
        const int ready = ::poll(&waiting, 1, millisecondsUntil(deadline));
        if (ready == 0)
            return false;
        const ssize_t count
            = ready < 0 ? -1 : read(m_descriptor, m_buffer.data() + m_end, m_buffer.size() - m_end);
        if (count < 0) {
            const int error = errno;
            if (error == EINTR || error == EAGAIN)
                continue;
            return failure(ErrorCode::Storage,
                fmt::format("{} cannot be read on ({}): check the disk or the program that writes it.",
                    m_name, reason(error)));
        }
        m_end += std::size_t(count);
        m_sawEnd = count == 0;
        return true;
    }
}

void LineReader::makeRoom()
{
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_scanned -= m_begin;
        m_begin = 0;
    }
    if (m_buffer.size() - m_end < kBlock)
        m_buffer.resize(std::max(m_end + kBlock, m_end * 2));
    else if (m_end == 0 && m_buffer.size() > 4 * kBlock)
        m_buffer = std::string(kBlock, '\0'); // a huge line has passed
}

} // namespace halcyon::engine
