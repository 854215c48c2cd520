#include "engine/model/hashed.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace halcyon::engine {

std::uint64_t hashText(std::string_view text) noexcept
{
    return XXH3_64bits(text.data(), text.size());
}

} // namespace halcyon::engine
