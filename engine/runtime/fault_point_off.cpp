#include "engine/runtime/fault_point.h"

namespace halcyon::engine {

void faultPoint(const char* /*name*/) noexcept
{
}

} // namespace halcyon::engine
