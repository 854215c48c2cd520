#include "engine/model/dead_letter.h"

#include <array>

namespace halcyon::engine {

std::string_view stageName(RejectStage stage) noexcept
{
    return stage == RejectStage::Decode ? "decode" : "validate";
}

std::string_view reasonName(RejectReason reason) noexcept
{
    static constexpr std::array<std::string_view, kRejectReasonCount> kNames{"not_json", "tombstone",
        "too_large", "missing_field", "bad_type", "out_of_range", "bad_time", "future", "not_avro",
        "unknown_schema"};
    return kNames[std::size_t(reason)];
}

} // namespace halcyon::engine
