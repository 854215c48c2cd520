#pragma once

#include "engine/codec/json_scan.h"
#include "engine/codec/json_value.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Reads one JSON object and keeps the values of the members that are wanted.
///
/// The whole text is judged by RFC 8259, unknown and nested members included.
/// Of two members with one name the last counts, as in PostgreSQL's jsonb;
/// names are compared by what they mean, not by how they are escaped.
/// Producers write the same layout over and over, so the bytes between two
/// values (`, "payer": `) are remembered with what they meant: when the next
/// text has the same bytes there, they need not be read again. They mean the
/// same wherever they stand, so a remembered layout never changes an answer.
///
/// Threads: an instance belongs to one thread at a time.
class JsonObjectReader {
public:
    /// \pre At most `kMostKeys` names, none twice, that outlive the reader.
    explicit JsonObjectReader(std::span<const std::string_view> keys);

    static constexpr std::size_t kMostKeys = 32;

    /// Whether `text` is one JSON object; if not, `fault` says why. The values
    /// point into `text` and hold until the next call.
    [[nodiscard]] bool read(std::string_view text);

    /// The value of the wanted member with that index; null when there was none.
    [[nodiscard]] const JsonValue* find(std::size_t key) const noexcept
    {
        return (m_found >> key & 1U) != 0 ? &m_values[key] : nullptr;
    }
    [[nodiscard]] const JsonFault& fault() const noexcept { return m_fault; }

private:
    static constexpr std::size_t kMostHeads = 24;
    static constexpr int kUnknownKey = int(kMostKeys);
    static constexpr int kNoMore = -1;

    /// The bytes before a value, from the end of the value before it.
    struct Head {
        std::array<char, 2 * std::size_t(kChunkSize)> bytes{};
        unsigned size = 0; ///< 0 = nothing remembered
        int key = kUnknownKey;
    };

    [[nodiscard]] const char* readMembers(JsonScan& scan);
    [[nodiscard]] const char* readHead(JsonScan& scan, const char* at, std::size_t number, int& key);
    [[nodiscard]] static const char* refuseOther(JsonScan& scan, const char* at);
    [[nodiscard]] int lookUp(const JsonValue& name) const;
    void remember(std::size_t number, const char* from, const char* to, int key) noexcept;

    std::span<const std::string_view> m_keys;
    std::array<JsonValue, kMostKeys + 1> m_values; // the last one takes what nobody wants
    std::array<Head, kMostHeads> m_heads;
    std::vector<bool> m_nesting;
    std::uint64_t m_found = 0; // bit n = the member with index n was there
    JsonFault m_fault;
};

} // namespace halcyon::engine
