#include "engine/store/pg_wire.h"

#include "engine/store/interrupt.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <future>
#include <thread>
#include <utility>

namespace halcyon::engine {

namespace {

using Kind = PgFailure::Kind;
using std::chrono::milliseconds;

constexpr milliseconds kTick{1000};
constexpr milliseconds kCancelPatience{2000};

/// All lines as one, without the guesses at the cause that libpq indents.
std::string oneLine(std::string_view text)
{
    std::string line;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto part = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (part.empty() || part.front() == '\t')
            continue; // a guess at the cause
        if (!line.empty())
            line += "; ";
        line += part;
    }
    while (line.ends_with('.') || line.ends_with('?'))
        line.pop_back();
    return line;
}

/// In verbose form an error of the server reads "FATAL:  28P01: password ...":
/// libpq offers no other way to the SQLSTATE of a refused connection.
PgFailure connectFailure(const PGconn* connection)
{
    const std::string_view text = PQerrorMessage(connection);
    constexpr std::size_t kStateLength = 5;
    for (auto at = text.find(":  "); at != std::string_view::npos; at = text.find(":  ", at + 1)) {
        const auto state = text.substr(at + 3, kStateLength);
        const auto isState = state.size() == kStateLength && text.substr(at + 8).starts_with(": ")
            && std::all_of(state.begin(), state.end(),
                [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
        if (isState) {
            const auto message = text.substr(at + 10);
            return {Kind::Refused, std::string(state), oneLine(message.substr(0, message.find('\n')))};
        }
    }
    if (PQconnectionNeedsPassword(connection) != 0)
        return {Kind::Refused, "28P01", "the server wants a password and none was given"};
    return {Kind::Unreachable, {}, oneLine(text)};
}

/// Asks the server to stop what `connection` runs. In a thread of its own:
/// libpq waits for the server there without a limit. Ready when the server has
/// taken the request, after which it hits no later statement any more.
std::future<void> requestCancel(PGconn* connection)
{
    std::promise<void> taken;
    auto isTaken = taken.get_future();
    std::thread([order = PQgetCancel(connection), taken = std::move(taken)]() mutable {
        std::array<char, 256> error{};
        if (order != nullptr)
            PQcancel(order, error.data(), int(error.size()));
        PQfreeCancel(order);
        taken.set_value();
    }).detach();
    return isTaken;
}

PgFailure goneFailure()
{
    return {Kind::Lost, {}, "the connection to the server was lost"};
}

void ignoreNotice(void*, const PGresult*)
{
}

} // namespace

void PgWire::ConnectionEnd::operator()(PGconn* connection) const noexcept
{
    PQfinish(connection);
}

bool PgWire::isUsable() const noexcept
{
    return m_connection && PQstatus(m_connection.get()) == CONNECTION_OK;
}

void PgWire::startClock()
{
    m_startedWaiting = Clock::now();
    m_deadline.reset();
    if (m_options.statementTimeout)
        m_deadline = m_startedWaiting + *m_options.statementTimeout;
}

/// Waits until the socket is ready; `Interrupted` or `TimedOut` otherwise.
PgResult<void> PgWire::await(short events)
{
    auto nextTick = Clock::now() + kTick;
    for (;;) {
        const auto now = Clock::now();
        if (m_deadline && now >= *m_deadline)
            return tl::unexpected(PgFailure{Kind::TimedOut, {}, "the server did not answer in time"});
        if (now >= nextTick) {
            if (m_options.whileWaiting)
                m_options.whileWaiting(std::chrono::duration_cast<milliseconds>(now - m_startedWaiting));
            nextTick = now + kTick;
        }
        const auto until = m_deadline ? std::min(*m_deadline, nextTick) : nextTick;
        std::array<pollfd, 2> entries{pollfd{PQsocket(m_connection.get()), events, 0},
            pollfd{m_options.interrupt != nullptr ? m_options.interrupt->descriptor() : -1, POLLIN, 0}};
        const auto wait = std::chrono::ceil<milliseconds>(until - now);
        ::poll(entries.data(), entries.size(), int(wait.count()));
        if (entries[1].revents != 0)
            return tl::unexpected(PgFailure{Kind::Interrupted, {}, "it was stopped"});
        if (entries[0].revents != 0)
            return {};
    }
}

PgResult<void> PgWire::open()
{
    // What stands before `dbname` are defaults: a conninfo or URI in dbname overrides them.
    constexpr std::array keys{"fallback_application_name", "keepalives_idle", "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "dbname", "client_encoding",
        static_cast<const char*>(nullptr)};
    const std::array values{"halcyon/" HALCYON_VERSION, "10", "5", "3", "20000", m_options.connection.c_str(),
        "UTF8", static_cast<const char*>(nullptr)};
    m_connection.reset(PQconnectStartParams(keys.data(), values.data(), 1));
    if (!m_connection)
        return tl::unexpected(PgFailure{Kind::Unreachable, {}, "out of memory"});
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeReceiver(m_connection.get(), ignoreNotice, nullptr);
    m_startedWaiting = Clock::now();
    m_deadline = m_startedWaiting + m_options.connectTimeout;

    auto state
        = PQstatus(m_connection.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            return tl::unexpected(connectFailure(m_connection.get()));
        if (auto ready = await(state == PGRES_POLLING_READING ? POLLIN : POLLOUT); !ready) {
            if (ready.error().kind == Kind::TimedOut)
                ready.error() = {Kind::Unreachable, {}, "the server did not answer in time"};
            return ready;
        }
        state = PQconnectPoll(m_connection.get());
    }
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_DEFAULT);
    PQsetnonblocking(m_connection.get(), 1);
    return {};
}

tl::unexpected<PgFailure> PgWire::lost()
{
    // "FATAL:  terminating connection ...", or libpq's own words; guesses at the cause follow on further
    // lines.
    std::string_view words = PQerrorMessage(m_connection.get());
    words = words.substr(0, words.find('\n'));
    if (const auto severity = words.find(":  "); severity != std::string_view::npos)
        words.remove_prefix(severity + 3);
    PgFailure failure{Kind::Lost, {}, oneLine(words)};
    if (failure.message.empty())
        failure.message = goneFailure().message;
    m_connection.reset();
    return tl::unexpected(std::move(failure));
}

PgFailure PgWire::failureOf(const PGresult* result)
{
    const auto field = [result](int code) {
        const char* text = PQresultErrorField(result, code);
        return std::string(text == nullptr ? "" : text);
    };
    PgFailure failure{Kind::Statement, field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY)};
    if (const auto detail = field(PG_DIAG_MESSAGE_DETAIL); !detail.empty())
        failure.message += " (" + detail + ")";
    if (failure.message.empty())
        failure.message = PQresultErrorMessage(result);
    failure.message = oneLine(failure.message);
    return failure;
}

/// Sends what libpq still holds, reading what the server says meanwhile.
PgResult<void> PgWire::flush()
{
    for (;;) {
        const int state = PQflush(m_connection.get());
        if (state == 0)
            return {};
        if (state < 0)
            return {}; // the reason waits to be read as a result
        if (auto ready = await(POLLIN | POLLOUT); !ready)
            return ready;
        if (PQconsumeInput(m_connection.get()) == 0)
            return lost();
    }
}

PgResult<void> PgWire::awaitResult()
{
    if (auto sent = flush(); !sent)
        return sent;
    while (PQisBusy(m_connection.get()) != 0) {
        if (auto ready = await(POLLIN); !ready)
            return ready;
        if (PQconsumeInput(m_connection.get()) == 0)
            return lost();
    }
    return {};
}

tl::unexpected<PgFailure> PgWire::drain(PgFailure failure)
{
    if (!m_connection || (failure.kind != Kind::Interrupted && failure.kind != Kind::TimedOut))
        return tl::unexpected(std::move(failure));
    const auto isTaken = requestCancel(m_connection.get());
    const auto* interrupt = std::exchange(m_options.interrupt, nullptr);
    m_deadline = Clock::now() + kCancelPatience;
    for (bool isDone = false; !isDone;) {
        if (!awaitResult()) {
            m_connection.reset();
            break;
        }
        auto* result = PQgetResult(m_connection.get());
        const auto status = PQresultStatus(result);
        isDone = result == nullptr;
        PQclear(result);
        if (status == PGRES_COPY_IN)
            PQputCopyEnd(m_connection.get(), "stopped");
    }
    if (isTaken.wait_until(*m_deadline) != std::future_status::ready)
        m_connection.reset();
    m_options.interrupt = interrupt;
    return tl::unexpected(std::move(failure));
}

PgResult<void> PgWire::send(const std::string& sql, const PgParameters& parameters)
{
    if (!m_connection)
        return tl::unexpected(goneFailure());
    startClock();
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (const auto& value : parameters.m_values) {
        types.push_back(value.type);
        values.push_back(value.isNull ? nullptr : value.bytes.data());
        lengths.push_back(int(value.bytes.size()));
        formats.push_back(1);
    }
    const int sent = PQsendQueryParams(m_connection.get(), sql.c_str(), int(types.size()), types.data(),
        values.data(), lengths.data(), formats.data(), 1);
    if (sent == 0)
        return lost();
    return {};
}

PgResult<void> PgWire::sendScript(const std::string& sql)
{
    if (!m_connection)
        return tl::unexpected(goneFailure());
    startClock();
    if (PQsendQuery(m_connection.get(), sql.c_str()) == 0)
        return lost();
    return {};
}

PgResult<PgRows> PgWire::takeAll()
{
    PgRows rows;
    std::optional<PgFailure> failure;
    for (;;) {
        if (auto ready = awaitResult(); !ready)
            return drain(std::move(ready.error()));
        auto* result = PQgetResult(m_connection.get());
        if (result == nullptr)
            break;
        PgRows owner(result);
        const auto status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
            failure = failureOf(result);
        else if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            return tl::unexpected(PgFailure{Kind::Statement, {}, "a COPY statement came where none may be"});
        else
            rows = std::move(owner);
    }
    if (PQstatus(m_connection.get()) == CONNECTION_BAD) {
        auto gone = lost();
        if (failure && !failure->sqlState.empty()) { // the server's own last words: 57P01 and the like
            gone.value().sqlState = failure->sqlState;
            gone.value().message = failure->message;
        }
        return gone;
    }
    if (failure)
        return tl::unexpected(std::move(*failure));
    return rows;
}

void PgWire::rollback()
{
    if (!isUsable())
        return;
    const auto* interrupt = std::exchange(m_options.interrupt, nullptr);
    const auto timeout = std::exchange(m_options.statementTimeout, kCancelPatience);
    if (!sendScript("ROLLBACK") || !takeAll())
        m_connection.reset();
    m_options.interrupt = interrupt;
    m_options.statementTimeout = timeout;
}

} // namespace halcyon::engine
