#pragma once

namespace halcyon::engine {

/// A named place where a test may end the process, to see what survives.
///
/// In the product this does nothing (fault_point_off.cpp); a test program links
/// tests/fault/fault_point_kill.cpp instead, which sends SIGKILL to itself at
/// the n-th time it passes the place that HALCYON_KILL_AT=name:n names.
void faultPoint(const char* name) noexcept;

} // namespace halcyon::engine
