#include "engine/store/pg_session.h"

#include "engine/store/pg_wire.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace halcyon::engine {

PgSession::PgSession(std::unique_ptr<PgWire> wire) noexcept
    : m_wire(std::move(wire))
{
}

PgSession::~PgSession() = default;
PgSession::PgSession(PgSession&&) noexcept = default;
PgSession& PgSession::operator=(PgSession&&) noexcept = default;

PgResult<PgSession> PgSession::connect(const Options& options)
{
    auto wire = std::make_unique<PgWire>(options);
    if (auto opened = wire->open(); !opened)
        return tl::unexpected(std::move(opened.error()));
    PgSession session(std::move(wire));
    if (auto set = session.query("SET TimeZone = 'UTC'"); !set)
        return tl::unexpected(std::move(set.error()));
    return session;
}

PgResult<PgRows> PgSession::query(const std::string& sql, const PgParameters& parameters)
{
    if (auto sent = m_wire->send(sql, parameters); !sent)
        return tl::unexpected(std::move(sent.error()));
    return m_wire->takeAll();
}

PgResult<void> PgSession::script(const std::string& sql)
{
    if (auto sent = m_wire->sendScript(sql); !sent)
        return sent;
    if (auto done = m_wire->takeAll(); !done)
        return tl::unexpected(std::move(done.error()));
    return {};
}

/// `first` is what made a statement fail; the rest of its results may say that
/// the connection went with it.
tl::unexpected<PgFailure> PgSession::afterFailure(PgFailure first)
{
    if (const auto rest = m_wire->takeAll(); !rest && rest.error().kind == PgFailure::Kind::Lost)
        first.kind = PgFailure::Kind::Lost;
    return tl::unexpected(std::move(first));
}

PgResult<void> PgSession::stream(
    const std::string& sql, const PgParameters& parameters, const std::function<bool(const PgRows&)>& receive)
{
    if (auto sent = m_wire->send(sql, parameters); !sent)
        return sent;
    PQsetSingleRowMode(m_wire->connection());
    for (;;) {
        if (auto ready = m_wire->awaitResult(); !ready)
            return m_wire->drain(std::move(ready.error()));
        auto* result = PQgetResult(m_wire->connection());
        if (result == nullptr)
            return {};
        const PgRows rows(result);
        const auto status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
            return afterFailure(PgWire::failureOf(result));
        if (status == PGRES_SINGLE_TUPLE && !receive(rows)) {
            m_wire->drain(
                {PgFailure::Kind::Interrupted, {}, "the receiver has enough"}); // which is no failure
            return {};
        }
    }
}

PgResult<void> PgSession::beginCopy(const std::string& sql)
{
    if (auto sent = m_wire->sendScript(sql); !sent)
        return sent;
    if (auto ready = m_wire->awaitResult(); !ready)
        return m_wire->drain(std::move(ready.error()));
    auto* result = PQgetResult(m_wire->connection());
    const PgRows owner(result);
    if (PQresultStatus(result) == PGRES_COPY_IN)
        return {};
    return afterFailure(PgWire::failureOf(result));
}

PgResult<void> PgSession::sendCopy(std::span<const char> bytes)
{
    constexpr std::size_t kPiece = std::size_t{1} << 16;
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), kPiece));
        const int state = PQputCopyData(m_wire->connection(), piece.data(), int(piece.size()));
        if (state < 0)
            return {}; // the reason comes with endCopy
        if (auto sent = m_wire->flush(); !sent)
            return m_wire->drain(std::move(sent.error()));
        if (state > 0)
            bytes = bytes.subspan(piece.size());
    }
    return {};
}

PgResult<void> PgSession::endCopy()
{
    PQputCopyEnd(m_wire->connection(), nullptr);
    if (auto done = m_wire->takeAll(); !done)
        return tl::unexpected(std::move(done.error()));
    return {};
}

void PgSession::rollback() noexcept
{
    m_wire->rollback();
}

bool PgSession::isUsable() const noexcept
{
    return m_wire->isUsable();
}

bool PgSession::isAlive()
{
    while (isUsable()) {
        pollfd entry{PQsocket(m_wire->connection()), POLLIN, 0};
        if (::poll(&entry, 1, 0) <= 0)
            return true; // an idle server says nothing
        if (PQconsumeInput(m_wire->connection()) == 0)
            m_wire->close();
    }
    return false;
}

int PgSession::backendId() const noexcept
{
    return PQbackendPID(m_wire->connection());
}

int PgSession::serverVersion() const noexcept
{
    return PQserverVersion(m_wire->connection());
}

std::string PgSession::serverVersionText() const
{
    const int version = serverVersion();
    return std::to_string(version / 10000) + "." + std::to_string(version % 10000);
}

} // namespace halcyon::engine
