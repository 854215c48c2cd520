#pragma once

#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace halcyon::engine {

inline constexpr std::ptrdiff_t kChunkSize = 16;

/// Where the bytes lie that matter inside a JSON string; bit n = byte n.
struct ByteChunk {
    unsigned stops = 0; ///< quote, backslash, control characters, and all behind the text's end
    unsigned high = 0; ///< bytes above 127
};

/// The same for any processor, and what the fast form is tested against.
[[nodiscard]] inline ByteChunk classifyPlainly(const char* bytes) noexcept
{
    ByteChunk chunk;
    for (unsigned i = 0; i < unsigned(kChunkSize); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        chunk.stops |= unsigned(byte == '"' || byte == '\\' || byte < 0x20) << i;
        chunk.high |= unsigned(byte > 0x7f) << i;
    }
    return chunk;
}

/// \pre 16 bytes can be read.
[[nodiscard]] inline ByteChunk classify(const char* bytes) noexcept
{
#ifdef __SSE2__
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(text, _mm_set1_epi8(0x1f)), text);
    const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'));
    return {unsigned(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash)))),
        unsigned(_mm_movemask_epi8(text))};
#else
    return classifyPlainly(bytes);
#endif
}

/// The chunk at `at` of the text [begin, end), without a look behind its end.
[[nodiscard]] inline ByteChunk readChunk(const char* begin, const char* at, const char* end) noexcept
{
    const std::ptrdiff_t rest = end - at;
    if (rest >= kChunkSize)
        return classify(at);
    const unsigned behind = ~0U << rest;
    if (end - begin >= kChunkSize) {
        const ByteChunk last = classify(end - kChunkSize);
        return {last.stops >> (kChunkSize - rest) | behind, last.high >> (kChunkSize - rest)};
    }
    char copy[kChunkSize] = {};
    if (rest != 0)
        std::memcpy(copy, at, std::size_t(rest));
    const ByteChunk last = classify(copy);
    return {last.stops | behind, last.high};
}

} // namespace halcyon::engine
