#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// The stage that turned a message away.
enum class RejectStage : std::uint8_t { Decode, Validate };

/// Why a message was turned away; the names are a contract (cli.md, `decode`).
enum class RejectReason : std::uint8_t {
    NotJson, ///< not one JSON object by RFC 8259 in UTF-8; an empty message is none
    Tombstone, ///< a null value
    TooLarge, ///< more bytes than the stream's limit
    MissingField, ///< a required field is absent
    BadType, ///< a required field has another JSON type, null included
    OutOfRange, ///< a value its field's rule does not allow: amount, length, status, VPA form
    BadTime, ///< a timestamp that is no ISO 8601 date and time
    Future, ///< event time too far ahead of the record's own time
    NotAvro, ///< not exactly one Avro record by its schema
    UnknownSchema, ///< in a frame whose schema is not to be had, or cannot be used
};

inline constexpr std::size_t kRejectReasonCount = 10;

[[nodiscard]] std::string_view stageName(RejectStage stage) noexcept; ///< "decode", "validate"
[[nodiscard]] std::string_view reasonName(RejectReason reason) noexcept; ///< "not_json", ...

/// Why, in a form that programs branch on and a person can read.
struct Rejection {
    RejectStage stage = RejectStage::Decode;
    RejectReason reason = RejectReason::NotJson;
    std::string field; ///< the field at fault; empty when it is the message
    std::string detail; ///< one clause, without the field's name: "string, expected number"
};

/// A message that became no event.
struct DeadLetter {
    std::uint32_t message = 0; ///< index in the batch
    Rejection rejection;
};

} // namespace halcyon::engine
