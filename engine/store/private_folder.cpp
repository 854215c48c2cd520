#include "engine/store/private_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

namespace halcyon::engine {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGlance{20};

} // namespace

Error systemError(ErrorCode code, const std::string& what, int error)
{
    const bool isFull = error == ENOSPC || error == EDQUOT;
    return {isFull ? ErrorCode::Storage : code,
        what + ": " + std::strerror(error) + (isFull ? "; free disk space and try again." : ".")};
}

Result<void> makePassableFolder(const fs::path& folder)
{
    fs::path path;
    for (const auto& part : folder) {
        path /= part;
        if (::mkdir(path.c_str(), 0755) == 0)
            ::chmod(path.c_str(), 0755); // whatever the umask is
        else if (errno != EEXIST)
            return tl::unexpected(
                systemError(ErrorCode::Access, "Cannot make folder " + path.string(), errno));
    }
    return {};
}

Result<void> makePrivateFolder(const fs::path& folder, const SystemUser& user)
{
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return tl::unexpected(systemError(ErrorCode::Access, "Cannot make folder " + folder.string(), errno));
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat facts { };
    const bool isFolder = descriptor >= 0 && ::fstat(descriptor, &facts) == 0;
    if (isFolder && facts.st_uid != user.user && facts.st_uid == ::geteuid()
        && ::fchown(descriptor, user.user, user.group) == 0)
        facts.st_uid = user.user;
    const bool isPrivate = isFolder && facts.st_uid == user.user
        && ((facts.st_mode & (S_IRWXG | S_IRWXO)) == 0 || ::fchmod(descriptor, S_IRWXU) == 0);
    if (descriptor >= 0)
        ::close(descriptor);
    if (!isPrivate)
        return failure(ErrorCode::Access,
            "Folder " + folder.string() + " is not one of user " + user.name
                + " alone; remove it or choose another data folder.");
    return {};
}

Result<void> writeSmallFile(const fs::path& path, const std::string& text)
{
    const auto fresh = path.string() + ".new";
    std::ofstream file(fresh, std::ios::trunc);
    file << text;
    file.close();
    std::error_code error;
    if (file)
        fs::permissions(fresh, fs::perms(0644), error);
    if (file && !error)
        fs::rename(fresh, path, error);
    if (!file || error)
        return tl::unexpected(
            systemError(ErrorCode::Access, "Cannot write " + path.string(), error ? error.value() : errno));
    return {};
}

Result<FolderLock> FolderLock::take(const fs::path& folder, std::chrono::seconds patience)
{
    const auto path = folder / "lock";
    FolderLock lock;
    lock.m_descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock.m_descriptor < 0)
        return tl::unexpected(systemError(ErrorCode::Access, "Cannot open " + path.string(), errno));
    const auto until = Clock::now() + patience;
    while (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (Clock::now() >= until)
            return failure(ErrorCode::Timeout,
                "Another Halcyon program is busy with " + folder.string() + "; wait for it or end it.");
        std::this_thread::sleep_for(kGlance);
    }
    return lock;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

} // namespace halcyon::engine
