#include "engine/store/copy_writer.h"

#include <algorithm>
#include <array>
#include <string>

namespace halcyon::engine {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view kSignature{"PGCOPY\n\377\r\n\0", 11};

/// No byte is 0 or above 0x7F: nearly every text, found 8 bytes at a time.
bool isPlainAscii(std::string_view text) noexcept
{
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighs = 0x8080808080808080;
    std::uint64_t trouble = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        trouble |= (word | (word - kOnes)) & kHighs; // high bit set, or a borrow from a zero byte
    }
    for (; i < text.size(); ++i)
        trouble |= std::int8_t(text[i]) <= 0 ? kHighs : 0;
    return trouble == 0;
}

bool isContinuation(std::string_view text, std::size_t at) noexcept
{
    return at < text.size() && (std::uint8_t(text[at]) & 0xC0U) == 0x80U;
}

/// Length of the valid UTF-8 sequence that starts `text`; 0 when there is none.
std::size_t sequenceLength(std::string_view text) noexcept
{
    const auto first = std::uint8_t(text[0]);
    const auto second = text.size() > 1 ? std::uint8_t(text[1]) : std::uint8_t{0};
    if (first < 0x80)
        return first == 0 ? 0 : 1;
    if (first < 0xC2 || first > 0xF4 || !isContinuation(text, 1))
        return 0;
    if (first < 0xE0)
        return 2;
    if (!isContinuation(text, 2))
        return 0;
    if (first < 0xF0) {
        const bool isOverlong = first == 0xE0 && second < 0xA0;
        const bool isSurrogate = first == 0xED && second >= 0xA0;
        return isOverlong || isSurrogate ? 0 : 3;
    }
    const bool isOverlong = first == 0xF0 && second < 0x90;
    const bool isTooLarge = first == 0xF4 && second >= 0x90;
    return isOverlong || isTooLarge || !isContinuation(text, 3) ? 0 : 4;
}

/// Writes at most three bytes for each of `text`'s.
char* writeClean(char* at, std::string_view text) noexcept
{
    while (!text.empty()) {
        const auto length = sequenceLength(text);
        const auto piece = length == 0 ? kReplacement : text.substr(0, length);
        at = std::copy(piece.begin(), piece.end(), at);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return at;
}

char* appendHex(char* at, std::string_view bytes) noexcept
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char byte : bytes) {
        *at++ = kDigits[std::uint8_t(byte) >> 4U];
        *at++ = kDigits[std::uint8_t(byte) & 0xFU];
    }
    return at;
}

} // namespace

void CopyWriter::grow(std::size_t size)
{
    const auto used = this->size();
    const auto capacity = std::max(std::size_t(m_end - m_buffer.get()) * 2, used + size);
    std::unique_ptr<char[]> larger(new char[capacity]);
    if (used != 0)
        std::memcpy(larger.get(), m_buffer.get(), used);
    m_buffer = std::move(larger);
    m_at = m_buffer.get() + used;
    m_end = m_buffer.get() + capacity;
}

void CopyWriter::begin()
{
    reserve(kSignature.size() + 8);
    m_at = std::copy(kSignature.begin(), kSignature.end(), m_at);
    append(std::int32_t{0}); // no flags
    append(std::int32_t{0}); // no header extension
}

void CopyWriter::end()
{
    reserve(2);
    append(std::int16_t{-1});
}

void CopyWriter::interval(std::chrono::microseconds value)
{
    append(std::int32_t{16});
    append(std::int64_t{value.count()});
    append(std::int32_t{0}); // days
    append(std::int32_t{0}); // months
}

void CopyWriter::text(std::string_view value)
{
    if (isPlainAscii(value)) {
        bytes(value);
        return;
    }
    char* const start = m_at + 4;
    char* const end = writeClean(start, value);
    append(std::int32_t(end - start));
    m_at = end;
}

void CopyWriter::headers(std::span<const MessageHeader> headers)
{
    if (headers.empty()) {
        null();
        return;
    }
    array(PgType::Bytes, headers.size() * 2, [&](std::size_t i) {
        const MessageHeader& header = headers[i / 2];
        bytes(i % 2 == 0 ? header.name : header.value);
    });
}

void CopyWriter::headersText(std::span<const MessageHeader> headers)
{
    if (headers.empty()) {
        null();
        return;
    }
    const auto put = [this](std::string_view part) { m_at = std::copy(part.begin(), part.end(), m_at); };
    const auto putHex = [&](std::string_view bytes) {
        put("\"\\\\x");
        m_at = appendHex(m_at, bytes);
        put("\",");
    };
    char* const start = m_at;
    append(std::int32_t{0});
    put("{");
    for (const auto& header : headers) {
        putHex(header.name);
        putHex(header.value);
    }
    m_at[-1] = '}'; // in place of the last comma
    setLength(start);
}

/// A row never holds an array of nothing but NULL: one NULL says it in four bytes.
void CopyWriter::endArray(char* start)
{
    constexpr std::size_t kNullSize = 4;
    char* const first = start + 4 + kArrayHead;
    bool isNull = true;
    for (const char* at = first; isNull && at != m_at; at += kNullSize)
        isNull = std::memcmp(at, "\xFF\xFF\xFF\xFF", kNullSize) == 0;
    if (isNull) {
        m_at = start;
        null();
        return;
    }
    setLength(start);
}

/// Of the field that starts there and ends here.
void CopyWriter::setLength(char* start) noexcept
{
    const auto length = pg::bigEndian(std::int32_t(m_at - start - 4));
    std::memcpy(start, &length, sizeof length);
}

std::size_t CopyWriter::sizeOf(std::span<const MessageHeader> headers) noexcept
{
    std::size_t size = headers.empty() ? 0 : 20;
    for (const auto& header : headers)
        size += 8 + header.name.size() + header.value.size();
    return size;
}

std::size_t CopyWriter::textSizeOf(std::span<const MessageHeader> headers) noexcept
{
    constexpr std::size_t kAround = 6; // "\\x",
    std::size_t size = headers.empty() ? 0 : 5;
    for (const auto& header : headers)
        size += 2 * (kAround + header.name.size() + header.value.size());
    return size;
}

void CopyWriter::json(std::string_view text)
{
    append(std::int32_t(text.size() + 1));
    append(std::uint8_t{1}); // version of the format
    std::memcpy(m_at, text.data(), text.size());
    m_at += text.size();
}

std::string cleanText(std::string_view text)
{
    if (isPlainAscii(text))
        return std::string(text);
    std::string clean(text.size() * kReplacement.size(), '\0');
    clean.resize(std::size_t(writeClean(clean.data(), text) - clean.data()));
    return clean;
}

} // namespace halcyon::engine
