#include "app/session/engine_parts.h"

#include "engine/ingest/schema_registry.h"

namespace halcyon::app {

using namespace engine;

std::shared_ptr<SchemaSource> schemasOf(const Profile& profile)
{
    return profile.registry.urls.empty() ? nullptr : std::make_shared<SchemaRegistry>(profile.registry);
}

Result<EngineParts> loadEngineParts(const Profile& profile)
{
    auto packs = loadRulePacks(profile.rules);
    if (!packs)
        return tl::unexpected(packs.error());
    auto decoder = PaymentDecoder::create(profile.streams, schemasOf(profile));
    if (!decoder)
        return tl::unexpected(decoder.error());
    return EngineParts{std::move(*packs), std::move(*decoder)};
}

} // namespace halcyon::app
