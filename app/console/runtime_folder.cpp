#include "app/console/runtime_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace halcyon::app {

std::optional<std::filesystem::path> privateRuntimeFolder(const std::filesystem::path& temporary)
{
    constexpr mode_t kOursAlone = 0700;
    std::filesystem::path folder = temporary / ("halcyon-runtime-" + std::to_string(::getuid()));
    ::mkdir(folder.c_str(), kOursAlone); // what is there already is judged below, whoever made it
    struct stat found { };
    const bool isPrivate = ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode)
        && found.st_uid == ::getuid() && (found.st_mode & 07777) == kOursAlone;
    return isPrivate ? std::optional(std::move(folder)) : std::nullopt;
}

} // namespace halcyon::app
