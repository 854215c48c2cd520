#include "engine/store/index_keeper.h"

#include "engine/store/commit_plan.h"
#include "engine/store/pg_session.h"

#include <algorithm>
#include <optional>

namespace halcyon::engine {

namespace {

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

} // namespace

IndexKeeper::IndexKeeper(std::string connection, std::chrono::milliseconds every)
    : m_connection(std::move(connection))
    , m_every(every)
{
    if (every.count() > 0)
        m_thread = std::thread([this] { run(); });
}

IndexKeeper::~IndexKeeper()
{
    m_stop.raise();
    if (m_thread.joinable())
        m_thread.join();
}

void IndexKeeper::run()
{
    constexpr int kShare = 4; // rests four times as long as it worked
    std::optional<PgSession> session;
    std::int32_t preparedFor = 0;
    auto pause = m_every;
    while (!m_stop.waitFor(pause)) {
        pause = m_every;
        if (!m_hasNews.exchange(false, std::memory_order_relaxed))
            continue;
        if (!session || !session->isUsable()) {
            auto connected = PgSession::connect({.connection = m_connection, .interrupt = &m_stop});
            if (!connected)
                continue;
            session.emplace(std::move(*connected));
        }
        const auto started = std::chrono::steady_clock::now();
        const auto today = pg::toDate(wallClockNow());
        if (today != preparedFor && addTomorrow(*session))
            preparedFor = today;
        if (!summarize(*session))
            m_hasNews.store(true, std::memory_order_relaxed); // again next time
        const auto took = std::chrono::steady_clock::now() - started;
        pause = std::max(m_every, std::chrono::duration_cast<std::chrono::milliseconds>(took * kShare));
    }
}

} // namespace halcyon::engine
