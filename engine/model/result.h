#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>

namespace halcyon::engine {

/// For programs to branch on; halcyonctl turns it into an exit code.
enum class ErrorCode : std::uint8_t {
    Usage, ///< the call makes no sense: an unknown stream, window, option
    Config, ///< a profile or environment value is wrong
    Connect, ///< a server cannot be reached
    Access, ///< a server refused who we are
    Missing, ///< topic, table, file or row is not there
    Data, ///< bytes that are not what they should be
    Conflict, ///< somebody else owns it: fenced, locked, wrong version
    Storage, ///< disk full, cannot write
    Timeout,
    Cancelled,
    Internal,
};

/// `message` is one sentence for a person: what, why and what to do.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message)
{
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

} // namespace halcyon::engine
