#include "engine/runtime/fault_point.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

namespace halcyon::engine {

namespace {

struct KillOrder {
    std::string name;
    long pass = 0; ///< 0: never
};

KillOrder readOrder()
{
    const char* text = std::getenv("HALCYON_KILL_AT");
    if (text == nullptr)
        return {};
    const std::string_view order(text);
    const auto colon = order.rfind(':');
    if (colon == std::string_view::npos)
        return {std::string(order), 1};
    return {std::string(order.substr(0, colon)), std::strtol(text + colon + 1, nullptr, 10)};
}

} // namespace

void faultPoint(const char* name) noexcept
{
    static const KillOrder order = readOrder();
    static std::atomic<long> passed{0};
    if (order.pass > 0 && order.name == name && ++passed == order.pass)
        ::kill(::getpid(), SIGKILL);
}

} // namespace halcyon::engine
