#pragma once

#include <filesystem>
#include <optional>

namespace halcyon::app {

/// A folder for $XDG_RUNTIME_DIR of a session that has none, as with `su` or under Xvfb: ours alone, below
/// `temporary`, made when it is missing. Nothing if it cannot be made, or is not ours, or open to others.
[[nodiscard]] std::optional<std::filesystem::path> privateRuntimeFolder(
    const std::filesystem::path& temporary);

} // namespace halcyon::app
