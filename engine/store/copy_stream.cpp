#include "engine/store/copy_stream.h"

namespace halcyon::engine {

namespace {
constexpr std::size_t kFullBuffer = std::size_t{1} << 16; ///< bytes encoded before they are sent
} // namespace

PgResult<void> CopyStream::begin(const std::string& target)
{
    m_rows.clear();
    m_rows.begin();
    return m_session.beginCopy("COPY " + target + " FROM STDIN (FORMAT binary)");
}

PgResult<void> CopyStream::send()
{
    auto sent = m_session.sendCopy(m_rows.bytes());
    m_rows.clear();
    return sent;
}

PgResult<void> CopyStream::sendFull()
{
    if (m_rows.size() < kFullBuffer)
        return {};
    return send();
}

PgResult<void> CopyStream::end()
{
    m_rows.end();
    if (auto sent = send(); !sent)
        return sent;
    return m_session.endCopy();
}

} // namespace halcyon::engine
