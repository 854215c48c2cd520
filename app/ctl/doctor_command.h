#pragma once

#include "app/config/profile.h"

#include <iosfwd>

namespace halcyon::app {

/// `halcyonctl doctor`: looks at everything Halcyon needs, a line each with what
/// was found, why it matters and what to do. Waits up to some ten seconds for
/// servers. Exit code 0 unless something failed, then 1.
int runDoctor(const Profile& profile, bool asJson, std::ostream& out);

} // namespace halcyon::app
