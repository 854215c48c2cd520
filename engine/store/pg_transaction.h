#pragma once

#include "engine/store/pg_session.h"

#include <string>
#include <string_view>

namespace halcyon::engine {

/// BEGIN now, ROLLBACK on destruction unless `commit` was called.
class PgTransaction {
public:
    /// `begin`: "BEGIN", or with an isolation level.
    [[nodiscard]] static PgResult<PgTransaction> begin(PgSession& session, const char* begin = "BEGIN");
    ~PgTransaction();
    PgTransaction(PgTransaction&& other) noexcept;
    PgTransaction& operator=(PgTransaction&&) = delete;

    [[nodiscard]] PgResult<void> commit();

private:
    explicit PgTransaction(PgSession& session) noexcept
        : m_session(&session)
    {
    }
    PgSession* m_session;
};

/// `name` as an SQL identifier: quoted, with quotes doubled.
[[nodiscard]] std::string quotedName(std::string_view name);
/// `text` as an SQL literal, for statements that are shown to people.
[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace halcyon::engine
