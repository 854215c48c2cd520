#pragma once

#include "engine/model/processed_batch.h"
#include "engine/store/commit_plan.h"
#include "engine/store/copy_writer.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace halcyon::engine {

/// Numbers that stand for a partition in a row.
struct RowPlace {
    std::int16_t topic = 0;
    std::int32_t partition = 0;
};

/// What payments and dead letters have in common.
struct MessageRow {
    std::int64_t id = 0;
    RowPlace place;
    const Message* message = nullptr;
    std::span<const MessageHeader> headers;
    EventTime readAt{};
};

/// The columns of a dead letter's row, for COPY: "id, \"offset\", ...".
[[nodiscard]] std::string_view deadLetterColumns() noexcept;
void encodeDeadLetter(CopyWriter& writer, const MessageRow& row, const Rejection& rejection);

/// One letter a bucket, as the tables keep it: c, l, d, x (conflict), f.
[[nodiscard]] char bucketLetter(const Outcome& outcome) noexcept;
/// S, F, P; ? for none.
[[nodiscard]] char statusLetter(PaymentStatus status) noexcept;

/// What stands after the first `@` up to the next: the bank a VPA names. Rows
/// keep the bank only where it differs.
[[nodiscard]] std::string_view bankOf(std::string_view vpa) noexcept;

} // namespace halcyon::engine
