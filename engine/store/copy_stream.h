#pragma once

#include "engine/store/copy_writer.h"
#include "engine/store/pg_session.h"

#include <string>

namespace halcyon::engine {

/// One COPY .. FROM STDIN: rows go to the server a buffer at a time, so that it works while the caller
/// encodes.
class CopyStream {
public:
    /// Encodes into `rows`, which keeps its memory for the next time.
    CopyStream(PgSession& session, CopyWriter& rows)
        : m_session(session)
        , m_rows(rows)
    {
    }

    /// `target` names a table and its columns: "alerts (id, score)".
    [[nodiscard]] PgResult<void> begin(const std::string& target);
    [[nodiscard]] CopyWriter& rows() { return m_rows; }
    /// To be called after every row, or some.
    [[nodiscard]] PgResult<void> sendFull();
    [[nodiscard]] PgResult<void> end();

private:
    [[nodiscard]] PgResult<void> send();

    PgSession& m_session;
    CopyWriter& m_rows;
};

} // namespace halcyon::engine
