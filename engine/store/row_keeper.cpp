#include "engine/store/row_keeper.h"

#include "engine/store/commit_plan.h"
#include "engine/store/pg_session.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {

using std::chrono::milliseconds;

constexpr int kShare = 4; ///< rests so many times as long as it worked
constexpr milliseconds kRound{200}; ///< then it rests, even if blocks are left
constexpr double kBacklogRate = 100'000; ///< rows a second from which on recording goes first
constexpr std::chrono::minutes kFarBehind{5};

/// Small enough that a round ends soon, and nobody waits for its locks.
constexpr auto kUnpackSql = "SELECT halcyon_unpack(16)";

constexpr auto kSummarizeSql
    = "SELECT count(brin_summarize_new_values(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = "
      "i.indexrelid JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'brin' AND i.indrelid = to_regclass($1)";

PgResult<void> summarize(PgSession& session)
{
    const auto today = pg::toDate(wallClockNow());
    for (const auto family : kRowFamilies) {
        for (const auto day : {today - 1, today}) {
            PgParameters parameters;
            parameters.text(dayTableName(family, day));
            if (auto done = session.query(kSummarizeSql, parameters); !done)
                return tl::unexpected(std::move(done.error()));
        }
    }
    return {};
}

PgResult<void> addTomorrow(PgSession& session)
{
    PgParameters parameters;
    parameters.day(pg::toDate(wallClockNow()) + 1);
    if (auto made = session.query("SELECT halcyon_add_day($1)", parameters); !made)
        return tl::unexpected(std::move(made.error()));
    return {};
}

/// Whether no block is left.
PgResult<bool> unpack(PgSession& session)
{
    const auto until = std::chrono::steady_clock::now() + kRound;
    do {
        const auto moved = session.query(kUnpackSql);
        if (!moved)
            return tl::unexpected(moved.error());
        if (moved->integer(0, 0) == 0)
            return true;
    } while (std::chrono::steady_clock::now() < until);
    return false;
}

} // namespace

RowKeeper::RowKeeper(std::string connection, milliseconds every)
    : m_connection(std::move(connection))
    , m_every(every)
{
    if (every.count() > 0)
        m_thread = std::thread([this] { run(); });
}

RowKeeper::~RowKeeper()
{
    m_stop.raise();
    if (m_thread.joinable())
        m_thread.join();
}

/// Whether rows come in so fast that all of the machine is wanted for them.
bool RowKeeper::isBacklog()
{
    const auto now = Clock::now();
    const std::chrono::duration<double> passed = now - std::exchange(m_lookedAt, now);
    const auto added = m_added.exchange(0, std::memory_order_relaxed);
    m_hasNews |= added > 0;
    return double(added) > kBacklogRate * passed.count();
}

bool RowKeeper::isFarBehind() const
{
    return m_behindSince && Clock::now() - *m_behindSince > kFarBehind;
}

/// One round; how long to rest after it.
milliseconds RowKeeper::tidy(PgSession& session)
{
    const auto started = Clock::now();
    const auto today = pg::toDate(wallClockNow());
    if (today != m_preparedFor && addTomorrow(session))
        m_preparedFor = today;
    const auto unpacked = unpack(session);
    const bool isSummarized = unpacked && summarize(session).has_value();
    const bool isDone = isSummarized && *unpacked;
    m_hasNews = !isDone;
    if (isDone)
        m_behindSince.reset();
    else if (!m_behindSince)
        m_behindSince = started;
    const int share = isFarBehind() ? 1 : kShare;
    const auto rest = std::chrono::duration_cast<milliseconds>(Clock::now() - started) * share;
    return isDone || !isSummarized ? std::max(m_every, rest) : rest;
}

void RowKeeper::run()
{
    std::optional<PgSession> session;
    auto pause = m_every;
    while (!m_stop.waitFor(pause)) {
        pause = m_every;
        const bool isBusy = isBacklog();
        if (isBusy && m_hasNews && !m_behindSince)
            m_behindSince = Clock::now();
        if (!m_hasNews || (isBusy && !isFarBehind()))
            continue;
        if (!session || !session->isUsable()) {
            auto connected = PgSession::connect({.connection = m_connection, .interrupt = &m_stop});
            if (!connected)
                continue;
            session.emplace(std::move(*connected));
        }
        pause = tidy(*session);
    }
}

} // namespace halcyon::engine
