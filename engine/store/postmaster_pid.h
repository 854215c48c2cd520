#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace halcyon::engine {

/// What a server's postmaster.pid says, and whether it still holds.
struct PostmasterPid {
    pid_t process = 0; ///< 0: there is no such file
    bool isReady = false; ///< as the server wrote: it takes connections
    bool isNumberTaken
        = false; ///< there is a process of that number, if only one that ended and was not collected
    bool isServer
        = false; ///< and it is a living server on this data, not another program that got the number
};

[[nodiscard]] PostmasterPid readPostmasterPid(const std::filesystem::path& data);

/// Any process whose working folder is `data`: a server or what is left of one.
/// 0 when there is none that we are allowed to see.
[[nodiscard]] pid_t processIn(const std::filesystem::path& data);

} // namespace halcyon::engine
