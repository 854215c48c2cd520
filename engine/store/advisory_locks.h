#pragma once

#include <string>

namespace halcyon::engine {

/// Halcyon's advisory locks; each counts within one database.
enum class AdvisoryLock : int { Recorder = 1, Migration = 2, AddDay = 3, AlertActions = 4, Unpack = 5 };

/// The first of two keys: "HALC".
inline constexpr int kLockFamily = 1'212'238'915;

/// Both keys, as the pg_advisory functions take them.
[[nodiscard]] inline std::string lockKey(AdvisoryLock lock)
{
    return std::to_string(kLockFamily) + ", " + std::to_string(int(lock));
}

} // namespace halcyon::engine
