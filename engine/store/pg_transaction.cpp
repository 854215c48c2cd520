#include "engine/store/pg_transaction.h"

#include <utility>

namespace halcyon::engine {

PgResult<PgTransaction> PgTransaction::begin(PgSession& session, const char* begin)
{
    if (auto begun = session.query(begin); !begun)
        return tl::unexpected(std::move(begun.error()));
    return PgTransaction(session);
}

PgTransaction::PgTransaction(PgTransaction&& other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
{
}

PgTransaction::~PgTransaction()
{
    if (m_session != nullptr)
        m_session->rollback();
}

PgResult<void> PgTransaction::commit()
{
    auto* session = std::exchange(m_session, nullptr);
    const auto done = session->query("COMMIT");
    if (!done)
        return tl::unexpected(done.error());
    if (done->commandTag() != "COMMIT") // the server's answer to COMMIT after a failed statement
        return tl::unexpected(PgFailure{PgFailure::Kind::Statement, "25P02", "the transaction had failed"});
    return {};
}

std::string quotedName(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    quoted += '"';
    return quoted;
}

std::string quotedText(std::string_view text)
{
    const bool hasBackslash = text.find('\\') != std::string_view::npos;
    std::string quoted = hasBackslash ? "E'" : "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            quoted += c;
        quoted += c;
    }
    quoted += '\'';
    return quoted;
}

} // namespace halcyon::engine
