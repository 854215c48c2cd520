#pragma once

#include <cstdint>
#include <string_view>

namespace halcyon::engine {

/// What a field of a stream's messages holds, whatever encoding carries it.
enum class FieldType : std::uint8_t {
    Text,
    Number, ///< a decimal
    Integer, ///< a number without fraction and exponent
    Boolean,
    Time, ///< ISO 8601 as text; in Avro also its own timestamps
};

/// A field of a stream's messages and the type its value must have.
struct FieldSpec {
    std::string_view name;
    FieldType type = FieldType::Text;
    bool isRequired = true;
};

} // namespace halcyon::engine
