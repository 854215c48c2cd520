#include "app/session/session.h"

#include "app/session/engine_parts.h"
#include "app/session/sources.h"
#include "engine/fraud/rule_pack.h"
#include "engine/runtime/live_engine.h"
#include "engine/store/pg_history.h"

#include <chrono>

namespace halcyon::app {

using namespace engine;

namespace {

/// The parts of a recorded score, by the packs in use now.
[[nodiscard]] ExplainScore explainBy(std::shared_ptr<const RulePacks> packs)
{
    return [packs = std::move(packs)](const RecordedScore& score) {
        const HistoryRow& row = score.row;
        const Payment payment{.time = row.eventTime,
            .amount = row.money.amount,
            .method = {hashText(row.method)},
            .country = {hashText(row.country)},
            .currency = row.money.currency,
            .status = row.status,
            .hour = score.hour,
            .dayOfWeek = score.dayOfWeek,
            .isFraud = row.isFraud};
        const PaymentText text{
            .payer = row.payer, .payee = row.payee, .method = row.method, .country = row.country};
        const StreamId stream = row.status == PaymentStatus::None ? StreamId::Transactions : StreamId::Upi;
        return (*packs)[indexOf(stream)].explain(
            {payment, {score.velocityCount, score.failedCount}}, text, score.firedRules);
    };
}

} // namespace

Result<std::unique_ptr<Session>> Session::open(Settings settings, const std::string& name)
{
    std::unique_ptr<Session> self(new Session);
    auto profile = makeProfile(settings, name);
    if (!profile)
        return tl::unexpected(profile.error());
    if (profile->isDemo()) {
        auto embedded = EmbeddedDefault::start();
        if (!embedded)
            return tl::unexpected(embedded.error());
        self->m_embedded = std::move(*embedded);
        if (auto laid = self->m_embedded->layOver(settings); !laid)
            return tl::unexpected(laid.error());
        profile = makeProfile(settings, "embedded demo");
        if (!profile)
            return tl::unexpected(profile.error());
    }
    self->m_settings = std::move(settings);
    self->m_profile = std::move(*profile);

    auto parts = loadEngineParts(self->m_profile);
    if (!parts)
        return tl::unexpected(parts.error());
    auto explainPacks = loadRulePacks(self->m_profile.rules);
    if (!explainPacks)
        return tl::unexpected(explainPacks.error());
    auto source = openLiveSource(self->m_profile, *parts->partitions);
    if (!source)
        return tl::unexpected(source.error());
    self->m_engine = std::make_unique<LiveEngine>(LiveEngineSettings{.streams = self->m_profile.streams},
        std::move(parts->decoder), std::move(parts->packs), parts->partitions, std::move(*source));
    self->m_history = std::make_unique<PgHistory>(PgHistorySettings{.connection = self->m_profile.postgres,
        .actor = self->m_profile.operatorName,
        .explain = explainBy(std::make_shared<const RulePacks>(std::move(*explainPacks)))});
    return self;
}

void Session::startServers()
{
    if (m_embedded)
        m_embedded->startDatabase([this] { startRecorder(); });
    else if (m_profile.recorder == RecorderMode::Auto)
        startRecorder();
}

Session::~Session()
{
    m_engine.reset();
    std::unique_ptr<RecorderProcess> recorder;
    {
        const std::scoped_lock lock(m_mutex);
        m_isClosing = true;
        recorder = std::move(m_recorder);
    }
    recorder.reset(); // commits and ends before its broker and database do
    m_history.reset();
}

void Session::startRecorder()
{
    RecorderProcess::Settings settings{.program = findHalcyonctl(),
        .arguments = {"record", "--json", "--quiet", "--exit-with-parent"},
        .environment = m_settings.toEnvironment()};
    const std::scoped_lock lock(m_mutex);
    if (m_isClosing)
        return;
    m_recorder = std::make_unique<RecorderProcess>(std::move(settings));
}

std::vector<Session::Notice> Session::notices() const
{
    std::vector<Notice> notices;
    if (m_embedded)
        if (const auto database = m_embedded->database(); !database.sentence.empty())
            notices.push_back({"database", database.sentence});
    const std::scoped_lock lock(m_mutex);
    if (m_recorder && m_embedded
        && m_recorder->state().lastLine.find(R"("stage":"waiting")") != std::string::npos)
        notices.push_back({"recorder",
            "Another console records into the private database: what this demonstration shows is not stored, "
            "and its alerts have no rows in History. Close one of the two."});
    if (m_recorder)
        if (const RecorderProcess::State state = m_recorder->state();
            !state.isRunning && !state.lastError.empty())
            notices.push_back({"recorder",
                "The recorder stopped: " + state.lastError + " It is started again at "
                    + formatIsoTime(floorTo(state.nextStart, std::chrono::seconds{1})).substr(11, 8)
                    + " UTC."});
    return notices;
}

} // namespace halcyon::app
