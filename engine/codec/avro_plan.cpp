#include "engine/codec/avro_plan.h"

#include "engine/codec/avro_compiler.h"
#include "engine/codec/avro_values.h"

#include <cstring>

namespace halcyon::engine {

namespace {

/// Deeper than any sane schema nests, and far from the end of the stack.
constexpr int kMostLevels = 64;
/// Values of no bytes cost time, too: so many may a message hold beyond its bytes.
constexpr std::size_t kFreeValues = 20'000;

} // namespace

/// One message on its way through a plan.
class AvroWalk {
public:
    AvroWalk(const AvroPlan& plan, std::string_view message, BinaryFields& fields, TextArena& arena,
        std::string& fault)
        : m_plan(plan)
        , m_begin(message.data())
        , m_at(message.data())
        , m_end(message.data() + message.size())
        , m_valuesLeft(message.size() + kFreeValues)
        , m_fields(fields)
        , m_arena(arena)
        , m_fault(fault)
    {
    }

    [[nodiscard]] bool run()
    {
        if (!read(m_plan.m_nodes[m_plan.m_root]))
            return false;
        return m_at == m_end || fail(std::to_string(m_end - m_at) + " bytes behind the record");
    }

private:
    using Op = AvroPlan::Op;
    using Node = AvroPlan::Node;
    using Kind = BinaryValue::Kind;

    // Each step notes the fault and returns false when the bytes are not what they should be.

    // What is small is put into the loop over a record's fields; calls cost more than what they do.

    [[nodiscard, gnu::always_inline]] bool read(const Node& node)
    {
        switch (node.op) {
        case Op::Record:
            return readRecord(node);
        case Op::Text:
            return readText(node);
        case Op::Double:
            return readReal<double>(node);
        case Op::Int:
        case Op::Long:
            return readInteger(node);
        case Op::Boolean:
            return readBoolean(node);
        case Op::Union:
            return readUnion(node);
        case Op::Null:
            set(node, Kind::Null, 0);
            return true;
        case Op::Enum:
            return readEnum(node);
        case Op::Moment:
        case Op::LocalMoment:
            return readMoment(node);
        case Op::Decimal:
        case Op::FixedDecimal:
            return readDecimal(node);
        case Op::Float:
            return readReal<float>(node);
        case Op::Fixed:
            return skip(node.count) && setComposite(node, "fixed");
        case Op::Array:
        case Op::Map:
            return readBlocks(node);
        }
        return false;
    }

    [[nodiscard, gnu::noinline]] bool readRecord(const Node& node)
    {
        if (++m_level > kMostLevels)
            return fail("records nested deeper than " + std::to_string(kMostLevels));
        if (!claim(node.count))
            return false;
        const std::uint32_t* const children = m_plan.m_children.data() + node.first;
        for (std::uint32_t i = 0; i < node.count; ++i)
            if (!read(m_plan.m_nodes[children[i]]))
                return false;
        --m_level;
        return setComposite(node, "record");
    }

    [[nodiscard, gnu::noinline]] bool readUnion(const Node& node)
    {
        std::int64_t branch = 0;
        if (!readLong(branch))
            return false;
        if (branch < 0 || branch >= std::int64_t(node.count))
            return fail("branch " + std::to_string(branch) + " of a union of " + std::to_string(node.count));
        return read(m_plan.m_nodes[m_plan.m_children[node.first + std::size_t(branch)]]);
    }

    [[nodiscard, gnu::noinline]] bool readBlocks(const Node& node)
    {
        if (++m_level > kMostLevels)
            return fail("values nested deeper than " + std::to_string(kMostLevels));
        for (;;) {
            std::int64_t count = 0;
            if (!readLong(count))
                return false;
            if (count == 0)
                break;
            if (!(count < 0 ? skipBlock() : readItems(node, std::uint64_t(count))))
                return false;
        }
        --m_level;
        return setComposite(node, node.op == Op::Map ? "map" : "array");
    }
    /// A negative count: the block's size in bytes follows.
    [[nodiscard]] bool skipBlock()
    {
        std::int64_t size = 0;
        if (!readLong(size))
            return false;
        return size >= 0 ? skip(std::uint64_t(size)) : fail("block of " + std::to_string(size) + " bytes");
    }
    [[nodiscard]] bool readItems(const Node& node, std::uint64_t count)
    {
        if (!claim(count))
            return false;
        const Node& item = m_plan.m_nodes[node.item];
        for (std::uint64_t i = 0; i < count; ++i)
            if ((node.op == Op::Map && !skipText()) || !read(item))
                return false;
        return true;
    }

    /// Counts values that are about to be read.
    [[nodiscard]] bool claim(std::uint64_t values)
    {
        if (values > m_valuesLeft)
            return fail(std::to_string(values) + " more values in a message of "
                + std::to_string(m_end - m_begin) + " bytes");
        m_valuesLeft -= values;
        return true;
    }

    [[nodiscard, gnu::always_inline]] bool readText(const Node& node)
    {
        const char* text = nullptr;
        std::size_t size = 0;
        if (!takeBytes(text, size))
            return false;
        if (node.field == AvroPlan::kUnwanted)
            return true;
        const TextCheck check = checkText(text, size);
        if (!check.isUtf8) {
            m_at = text;
            return fail("text that is not UTF-8");
        }
        BinaryValue& value = m_fields.at(std::size_t(node.field));
        value.kind = Kind::Text;
        value.hasNul = check.hasNul;
        value.text = {text, size};
        return true;
    }
    [[nodiscard]] bool skipText()
    {
        const char* text = nullptr;
        std::size_t size = 0;
        return takeBytes(text, size);
    }

    [[nodiscard, gnu::always_inline]] bool readInteger(const Node& node)
    {
        std::int64_t value = 0;
        if (!readLong(value))
            return false;
        if (node.op == Op::Int && value != std::int32_t(value))
            return fail(std::to_string(value) + ", not within 32 bits");
        set(node, Kind::Integer, value);
        return true;
    }

    template <typename Real>
    [[nodiscard, gnu::always_inline]] bool readReal(const Node& node)
    {
        const char* const bytes = m_at;
        if (!skip(sizeof(Real)))
            return false;
        Real value{};
        std::memcpy(&value, bytes, sizeof(value)); // Avro's bytes are little-endian, as ours
        set(node, Kind::Real, std::bit_cast<std::int64_t>(double(value)));
        return true;
    }

    [[nodiscard, gnu::always_inline]] bool readBoolean(const Node& node)
    {
        const char* const byte = m_at;
        if (!skip(1))
            return false;
        if (std::uint8_t(*byte) > 1) {
            m_at = byte;
            return fail("boolean of byte " + std::to_string(std::uint8_t(*byte)));
        }
        set(node, Kind::Boolean, *byte);
        return true;
    }

    [[nodiscard, gnu::noinline]] bool readEnum(const Node& node)
    {
        std::int64_t symbol = 0;
        if (!readLong(symbol))
            return false;
        if (symbol < 0 || symbol >= std::int64_t(node.count))
            return fail("symbol " + std::to_string(symbol) + " of an enum of " + std::to_string(node.count));
        if (node.field != AvroPlan::kUnwanted) {
            BinaryValue& value = m_fields.at(std::size_t(node.field));
            value.kind = Kind::Text;
            value.hasNul = false;
            value.text = m_arena.store(m_plan.m_symbols[node.first + std::size_t(symbol)]);
        }
        return true;
    }

    [[nodiscard, gnu::noinline]] bool readMoment(const Node& node)
    {
        std::int64_t value = 0;
        if (!readLong(value))
            return false;
        std::int64_t micros = 0;
        if (node.unit > 1000)
            micros = value / (node.unit / 1000) - (value % (node.unit / 1000) < 0 ? 1 : 0);
        else if (__builtin_mul_overflow(value, 1000 / node.unit, &micros))
            return fail("timestamp " + std::to_string(value) + ", beyond all years");
        set(node, node.op == Op::Moment ? Kind::Moment : Kind::LocalMoment, micros);
        return true;
    }

    [[nodiscard, gnu::noinline]] bool readDecimal(const Node& node)
    {
        const char* bytes = m_at;
        std::size_t size = node.count;
        if (node.op == Op::FixedDecimal ? !skip(size) : !takeBytes(bytes, size))
            return false;
        if (node.field == AvroPlan::kUnwanted)
            return true;
        if (size == 0) {
            m_at = bytes;
            return fail("decimal of no bytes");
        }
        if (const auto amount = shortDecimal(bytes, size, node.scale)) {
            set(node, Kind::Decimal, amount->steps);
            m_fields.at(std::size_t(node.field)).amountState = ParsedAmount::State::Exact;
            return true;
        }
        constexpr std::size_t kWidest = 16;
        const ParsedAmount amount = size > kWidest ? ParsedAmount{ParsedAmount::State::TooLarge, {}}
                                                   : parseAmount(decimalText(bytes, size, node.scale));
        set(node, Kind::Decimal, amount.amount.steps);
        m_fields.at(std::size_t(node.field)).amountState = amount.state;
        return true;
    }

    /// Zigzag and base 128, at most ten bytes.
    [[nodiscard, gnu::always_inline]] bool readLong(std::int64_t& value)
    {
        if (m_at != m_end && std::uint8_t(*m_at) < 0x80) { // as nearly all lengths, branches and symbols
            const auto byte = std::uint8_t(*m_at++);
            value = std::int64_t(byte >> 1U) ^ -std::int64_t(byte & 1U);
            return true;
        }
        return readLongLong(value);
    }
    [[gnu::noinline]] bool readLongLong(std::int64_t& value)
    {
        std::uint64_t zigzag = 0;
        for (unsigned shift = 0; shift < 70; shift += 7) {
            if (m_at == m_end)
                return fail("the end within a number");
            const auto byte = std::uint8_t(*m_at++);
            zigzag |= std::uint64_t(byte & 0x7FU) << shift;
            if (byte < 0x80) {
                value = std::int64_t(zigzag >> 1U) ^ -std::int64_t(zigzag & 1U);
                return shift < 63 || byte <= 1 || fail("a number of more than 64 bits");
            }
        }
        return fail("a number of more than ten bytes");
    }
    [[nodiscard, gnu::always_inline]] bool takeBytes(const char*& bytes, std::size_t& size)
    {
        std::int64_t length = 0;
        if (!readLong(length))
            return false;
        if (length < 0)
            return fail("text of " + std::to_string(length) + " bytes");
        bytes = m_at;
        size = std::size_t(length);
        return skip(size);
    }
    [[nodiscard, gnu::always_inline]] bool skip(std::uint64_t size)
    {
        if (size > std::uint64_t(m_end - m_at))
            return failToSkip(size);
        m_at += size;
        return true;
    }
    [[gnu::cold, gnu::noinline]] bool failToSkip(std::uint64_t size)
    {
        return fail("value of " + std::to_string(size) + " bytes where " + std::to_string(m_end - m_at)
            + " are left");
    }

    [[gnu::always_inline]] void set(const Node& node, Kind kind, std::int64_t number) noexcept
    {
        if (node.field == AvroPlan::kUnwanted)
            return;
        BinaryValue& value = m_fields.at(std::size_t(node.field));
        value.kind = kind;
        value.number = number;
    }
    [[nodiscard]] bool setComposite(const Node& node, std::string_view name) noexcept
    {
        if (node.field != AvroPlan::kUnwanted) {
            set(node, Kind::Composite, 0);
            m_fields.at(std::size_t(node.field)).text = name;
        }
        return true;
    }
    [[gnu::cold, gnu::noinline]] bool fail(const std::string& what)
    {
        m_fault = what + " at byte " + std::to_string(m_at - m_begin);
        return false;
    }

    const AvroPlan& m_plan;
    const char* const m_begin;
    const char* m_at;
    const char* const m_end;
    std::uint64_t m_valuesLeft; // that may still be read: items, and fields of records
    int m_level = 0;
    BinaryFields& m_fields;
    TextArena& m_arena;
    std::string& m_fault;
};

Result<AvroPlan> AvroPlan::compile(std::string_view schemaJson, std::span<const FieldSpec> wanted)
{
    return AvroCompiler(wanted).compile(schemaJson);
}

bool AvroPlan::read(
    std::string_view message, BinaryFields& fields, TextArena& arena, std::string& fault) const
{
    fields.clear();
    return AvroWalk(*this, message, fields, arena, fault).run();
}

} // namespace halcyon::engine
