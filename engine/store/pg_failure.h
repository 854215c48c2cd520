#pragma once

#include "engine/model/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// Why a statement or a connection attempt came to nothing, in PostgreSQL's words.
struct PgFailure {
    enum class Kind : std::uint8_t {
        Unreachable, ///< no connection came about
        Refused, ///< the server answered a connection attempt with an error
        Lost, ///< an open connection broke; a statement under way may have taken place
        Statement, ///< the server answered a statement with an error; the connection is fine
        Interrupted, ///< our `Interrupt` was raised
        TimedOut, ///< our own deadline passed
    };

    Kind kind = Kind::Statement;
    std::string sqlState; ///< five characters; empty when the server did not say
    std::string message; ///< one line

    /// The first `prefix.size()` characters of the SQLSTATE: "53" = insufficient resources.
    [[nodiscard]] bool isClass(std::string_view prefix) const noexcept
    {
        return std::string_view(sqlState).starts_with(prefix);
    }
};

template <typename T>
using PgResult = tl::expected<T, PgFailure>;

/// Nothing but waiting can help: server away or starting, too many connections,
/// deadlock, serialization failure, an administrator's shutdown.
[[nodiscard]] bool isTransient(const PgFailure& failure) noexcept;

/// The server cannot write: disk full, I/O error.
[[nodiscard]] bool isStorageTrouble(const PgFailure& failure) noexcept;

/// One sentence for a person. `doing` completes "Cannot ...": "read history".
[[nodiscard]] Error toError(const PgFailure& failure, std::string_view doing);

} // namespace halcyon::engine
