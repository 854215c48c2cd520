#include "app/session/engine_parts.h"

namespace halcyon::app {

using namespace engine;

Result<EngineParts> loadEngineParts(const Profile& profile)
{
    auto packs = loadRulePacks(profile.rules);
    if (!packs)
        return tl::unexpected(packs.error());
    auto decoder = PaymentDecoder::create(profile.streams);
    if (!decoder)
        return tl::unexpected(decoder.error());
    return EngineParts{std::move(*packs), std::move(*decoder)};
}

} // namespace halcyon::app
