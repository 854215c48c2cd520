#pragma once

#include "app/config/profile.h"
#include "engine/codec/payment_decoder.h"
#include "engine/fraud/rule_pack.h"
#include "engine/model/partition.h"

#include <memory>

namespace halcyon::app {

/// What an engine of any kind is made from besides where it reads.
struct EngineParts {
    engine::RulePacks packs;
    engine::PaymentDecoder decoder;
    std::shared_ptr<engine::PartitionTable> partitions = std::make_shared<engine::PartitionTable>();
};

/// The profile's schema registry; null when it names none.
[[nodiscard]] std::shared_ptr<engine::SchemaSource> schemasOf(const Profile& profile);

/// The profile's rules and decoder; `Config` names the file or setting at fault.
[[nodiscard]] engine::Result<EngineParts> loadEngineParts(const Profile& profile);

} // namespace halcyon::app
