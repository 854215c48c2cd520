#include "engine/store/pg_failure.h"

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

struct Advice {
    std::string_view sqlState; ///< or the start of it
    ErrorCode code;
    std::string_view what;
};

// The longest match stands first.
constexpr std::array kAdvice{
    Advice{"28", ErrorCode::Access, "check user and password of the database connection"},
    Advice{"42501", ErrorCode::Access, "give this role the rights, or connect as the owner of the tables"},
    Advice{"3D000", ErrorCode::Access, "create the database or correct its name in the connection setting"},
    Advice{"3F000", ErrorCode::Missing, "create the schema or correct search_path"},
    Advice{
        "42P01", ErrorCode::Conflict, "the database lacks Halcyon's tables; start the recorder on it once"},
    Advice{"42703", ErrorCode::Conflict, "the tables are of another Halcyon version; use matching programs"},
    Advice{"42P07", ErrorCode::Conflict,
        "the database holds tables of that name that are not Halcyon's; use a database of its own"},
    Advice{"53100", ErrorCode::Storage, "free disk space on the database server"},
    Advice{"53300", ErrorCode::Connect, "raise max_connections or close other clients"},
    Advice{"58", ErrorCode::Storage, "look into the database server's log and disks"},
    Advice{"57014", ErrorCode::Timeout, "ask for a shorter time range or a narrower filter"},
    Advice{"57P03", ErrorCode::Connect, "wait until the server has started"},
    Advice{"57P", ErrorCode::Connect, "wait until the server is back"},
    Advice{"08", ErrorCode::Connect, "check the network and the server"},
    Advice{"25006", ErrorCode::Connect, "connect to the primary server, this one is read-only"},
    Advice{"22", ErrorCode::Data, "this is a defect; please report it"},
};

const Advice* adviceFor(const PgFailure& failure)
{
    const auto found = std::find_if(kAdvice.begin(), kAdvice.end(),
        [&](const Advice& advice) { return !failure.sqlState.empty() && failure.isClass(advice.sqlState); });
    return found == kAdvice.end() ? nullptr : &*found;
}

std::string sentence(std::string_view doing, const PgFailure& failure, std::string_view what)
{
    std::string text = "Cannot ";
    text += doing;
    text += ": ";
    text += failure.message;
    if (!what.empty()) {
        text += "; ";
        text += what;
    }
    text += '.';
    return text;
}

} // namespace

bool isTransient(const PgFailure& failure) noexcept
{
    using Kind = PgFailure::Kind;
    if (failure.kind == Kind::Lost || failure.kind == Kind::TimedOut)
        return true;
    if (failure.kind == Kind::Unreachable)
        return true;
    constexpr std::array kTransient{"08", "40001", "40P01", "53", "55P03", "57", "58", "25006"};
    return std::any_of(
        kTransient.begin(), kTransient.end(), [&](std::string_view state) { return failure.isClass(state); });
}

bool isStorageTrouble(const PgFailure& failure) noexcept
{
    return failure.isClass("53100") || failure.isClass("58");
}

Error toError(const PgFailure& failure, std::string_view doing)
{
    using Kind = PgFailure::Kind;
    switch (failure.kind) {
    case Kind::Interrupted:
        return {ErrorCode::Cancelled, sentence(doing, failure, {})};
    case Kind::TimedOut:
        return {ErrorCode::Timeout, sentence(doing, failure, "check the server and the network")};
    case Kind::Unreachable:
        return {ErrorCode::Connect,
            sentence(doing, failure, "start PostgreSQL or correct the connection setting")};
    case Kind::Lost:
        return {ErrorCode::Connect, sentence(doing, failure, "wait until the server is back")};
    case Kind::Refused:
    case Kind::Statement:
        break;
    }
    if (const auto* advice = adviceFor(failure))
        return {advice->code, sentence(doing, failure, advice->what)};
    return {failure.kind == Kind::Refused ? ErrorCode::Connect : ErrorCode::Internal,
        sentence(doing, failure, "the server's log has more")};
}

} // namespace halcyon::engine
