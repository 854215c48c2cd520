#pragma once

#include "engine/model/result.h"
#include "engine/store/child_program.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace halcyon::engine {

/// What the system said, as a sentence; a full disk is `Storage` whatever `code` is.
[[nodiscard]] Error systemError(ErrorCode code, const std::string& what, int error);

/// Makes a folder and those above it, open for others to pass through.
[[nodiscard]] Result<void> makePassableFolder(const std::filesystem::path& folder);

/// Makes a folder that belongs to `user` alone; refuses links and folders of
/// others, since the place may be one that everybody can write to.
[[nodiscard]] Result<void> makePrivateFolder(const std::filesystem::path& folder, const SystemUser& user);

/// Writes a small file that others may read, complete or not at all.
[[nodiscard]] Result<void> writeSmallFile(const std::filesystem::path& path, const std::string& text);

/// Holds other processes off a folder until destroyed; the kernel lets go when we crash.
class FolderLock {
public:
    /// `Timeout` when somebody else holds it for longer than `patience`.
    [[nodiscard]] static Result<FolderLock> take(
        const std::filesystem::path& folder, std::chrono::seconds patience);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;

private:
    FolderLock() = default;
    int m_descriptor = -1;
};

} // namespace halcyon::engine
