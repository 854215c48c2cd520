#pragma once

#include "engine/codec/binary_fields.h"
#include "engine/codec/field_spec.h"
#include "engine/model/result.h"
#include "engine/model/text_arena.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// How to read the messages of one Avro writer schema: compiled once, then run
/// for each message (Avro 1.11 specification, "Binary Encoding").
///
/// Fields are found by name, in whatever order the writer has them; what nobody
/// wants is skipped without being looked at. Numbers keep their writer's type
/// (`BinaryFields` promotes them), an enum's symbol is a text, a union is what
/// its branch is. Logical types: decimal, timestamp-millis, -micros, -nanos, and
/// their local forms.
///
/// Threads: immutable once compiled; any thread may read with it.
class AvroPlan {
public:
    /// `Data` with a sentence when the schema is none, or not of a record.
    /// \param wanted at most 127 fields
    [[nodiscard]] static Result<AvroPlan> compile(
        std::string_view schemaJson, std::span<const FieldSpec> wanted);

    /// Whether `message` is exactly one record by the writer schema; else
    /// `fault` says, in one clause, what is wrong and at which byte.
    /// Texts are views into `message` or `arena`. Time and memory are bounded by
    /// the message's size, whatever counts it claims.
    [[nodiscard]] bool read(
        std::string_view message, BinaryFields& fields, TextArena& arena, std::string& fault) const;

private:
    friend class AvroCompiler;
    friend class AvroWalk;

    enum class Op : std::uint8_t {
        Null,
        Boolean,
        Int,
        Long,
        Float,
        Double,
        Text, ///< string or bytes
        Fixed,
        Enum,
        Array,
        Map,
        Union,
        Record,
        Decimal, ///< in bytes
        FixedDecimal,
        Moment,
        LocalMoment,
    };
    static constexpr std::int8_t kUnwanted = -1;

    /// A type of the schema.
    struct Node {
        Op op = Op::Null;
        std::int8_t field = kUnwanted; ///< whose value it is
        std::uint8_t scale = 0; ///< Decimal: digits behind the point
        /// Union, Record: where its types begin in `m_children`; Enum: where its symbols begin in
        /// `m_symbols`.
        std::uint32_t first = 0;
        std::uint32_t count = 0; ///< of those; Fixed: bytes
        std::uint32_t item = 0; ///< Array, Map: the node of its items
        std::int32_t unit = 1; ///< Moment: a value's units in a millisecond: 1, 1000, 1000000
    };

    std::vector<Node> m_nodes;
    std::vector<std::uint32_t> m_children;
    std::vector<std::string> m_symbols;
    std::uint32_t m_root = 0;
};

} // namespace halcyon::engine
