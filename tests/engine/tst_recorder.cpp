#include "engine/runtime/recorder.h"

#include <QTest>

#include <rapidcheck.h>

#include "batch_builder.h"
#include "fake_log.h"
#include "fake_recorder_store.h"
#include "row_text.h"

using namespace halcyon;
using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

constexpr std::string_view kUpi = "upi_transactions";

std::string upiJson(int id, const std::string& payer, EventTime time)
{
    return R"({"txn_id":"T)" + std::to_string(id) + R"(","payer":")" + payer + R"(@ybl","payee":"merchant)"
        + std::to_string(id % 5) + R"(@upi","amount":)" + std::to_string(id % 100 + 1)
        + R"(.5,"status":"SUCCESS","timestamp":")" + formatIsoTime(time) + R"("})";
}

/// Twenty minutes of two partitions with bursts, duplicates, late and broken messages.
std::shared_ptr<const FakeLog> someTraffic()
{
    auto log = std::make_shared<FakeLog>();
    for (int i = 0; i < 500; ++i) {
        const EventTime time = noon(std::chrono::milliseconds{i * 2400});
        FakeLog::Record record{.partition = {std::string(kUpi), i % 2},
            .value = upiJson(i, "p" + std::to_string(i % 7), time),
            .time = time + 5ms};
        if (i % 50 == 7)
            record.value = upiJson(i - 6, "p1", noon(std::chrono::milliseconds{(i - 6) * 2400}));
        else if (i % 60 == 11)
            record.value = upiJson(i, "late", time - 3min);
        else if (i % 70 == 13)
            record.value = "{broken";
        else if (i % 90 == 17)
            record.isMissing = true;
        log->append(std::move(record));
        if (i % 200 == 150) // partition 1 falls silent until its next message
            log->append({.partition = {std::string(kUpi), 1}, .fellSilent = true});
    }
    return log;
}

/// One life of a recorder on a log and a database that outlive it.
Result<void> live(const std::shared_ptr<const FakeLog>& log, const std::shared_ptr<FakeDatabase>& database,
    Death death = {}, std::size_t messagesAPoll = 64, RecorderProgress* progress = nullptr)
{
    RecorderSettings settings{
        .cluster = "test", .rowsPerCommit = 100, .flushEvery = 1ms, .checkpointEvery = 1ms};
    auto partitions = std::make_shared<PartitionTable>();
    Recorder recorder(settings, PaymentDecoder::create(settings.streams).value(),
        loadRulePacks(std::nullopt).value(), partitions, std::make_unique<FakeRecorderStore>(database, death),
        [&](const Recorder::StartOffset& start,
            const std::string&) -> Result<std::unique_ptr<MessageSource>> {
            return std::make_unique<FakeSource>(log, partitions, start, messagesAPoll);
        });
    auto result = recorder.run({});
    if (progress != nullptr)
        *progress = recorder.progress();
    return result;
}

/// A group that takes some polls before it shares its partitions out.
class SlowGroup final : public MessageSource {
public:
    SlowGroup(std::unique_ptr<MessageSource> source, std::function<void()> polled)
        : m_source(std::move(source))
        , m_polled(std::move(polled))
    {
    }
    [[nodiscard]] Result<MessageBatch> poll(std::size_t most, std::chrono::milliseconds timeout) override
    {
        m_polled();
        if (m_pollsToWait-- > 0)
            return MessageBatch{};
        return m_source->poll(most, timeout);
    }
    [[nodiscard]] bool isExhausted() const override { return m_source->isExhausted(); }
    [[nodiscard]] std::vector<SourcePosition> positions() const override
    {
        return m_pollsToWait < 0 ? m_source->positions() : std::vector<SourcePosition>();
    }
    [[nodiscard]] SourceState state() const override
    {
        return m_pollsToWait < 0 ? m_source->state()
                                 : SourceState{SourceState::Link::Connecting, "Waiting for partitions."};
    }

private:
    std::unique_ptr<MessageSource> m_source;
    std::function<void()> m_polled;
    int m_pollsToWait = 3;
};

std::string recordedInOneLife(const std::shared_ptr<const FakeLog>& log)
{
    auto database = std::make_shared<FakeDatabase>();
    const auto result = live(log, database);
    return result ? database->text() : result.error().message;
}

} // namespace

class TestRecorder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordsEveryMessageOnce()
    {
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        RecorderProgress progress;
        QVERIFY(live(log, database, {}, 64, &progress).has_value());
        const auto messages = std::size_t(std::ranges::count_if(log->records(),
            [](const FakeLog::Record& record) { return !record.isMissing && !record.fellSilent; }));
        QCOMPARE(database->rows.size(), messages);
        QCOMPARE(progress.committed, std::uint64_t(messages));
        QCOMPARE(progress.ledger.total(), std::uint64_t(messages));
        QVERIFY(progress.ledger[Bucket::Duplicate] > 0);
        QVERIFY(progress.ledger[Bucket::Late] > 0);
        QVERIFY(progress.ledger[Bucket::DeadLetter] > 0);
        QVERIFY(!database->alerts.empty());
        QVERIFY(!database->windows.empty());
    }

    void countsOffsetsWithoutMessages()
    {
        auto database = std::make_shared<FakeDatabase>();
        const auto log = someTraffic();
        QVERIFY(live(log, database).has_value());
        const auto missing
            = std::int64_t(std::ranges::count(log->records(), true, &FakeLog::Record::isMissing));
        std::int64_t skipped = 0;
        for (const auto& [partition, count] : database->skipped)
            skipped += count;
        QCOMPARE(skipped, missing);
    }

    void losesAndDoublesNothingHoweverOftenItDies()
    {
        const auto log = someTraffic();
        const std::string expected = recordedInOneLife(log);
        const bool holds = rc::check([&](const std::vector<std::pair<std::uint8_t, bool>>& deaths) {
            auto database = std::make_shared<FakeDatabase>();
            for (const auto& [wait, isAfter] : deaths) {
                const auto result
                    = live(log, database, {database->commits + wait % 20, isAfter}, std::size_t(1 + wait));
                if (result)
                    break; // it reached the end before its death
            }
            const auto last = live(log, database);
            RC_ASSERT(last.has_value());
            RC_ASSERT(firstDifference(database->text(), expected) == "");
        });
        QVERIFY(holds);
    }

    void goesOnWithoutAnyValidCheckpoint()
    {
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        QVERIFY(!live(log, database, {3, true}, 16).has_value());
        for (Checkpoint& checkpoint : database->checkpoints)
            checkpoint.bytes[checkpoint.bytes.size() / 2] ^= 1;
        RecorderProgress progress;
        QVERIFY(live(log, database, {}, 64, &progress).has_value());
        QVERIFY(progress.replayed > 0);
        COMPARE_TEXT(firstDifference(database->text(), recordedInOneLife(log)), std::string());
    }

    void recordsOnWhenStatesCannotBeSaved()
    {
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        database->hasNoRoomForStates = true;
        RecorderProgress progress;
        QVERIFY(live(log, database, {}, 64, &progress).has_value());
        QVERIFY2(progress.note.starts_with("The disk is full."), progress.note.c_str());
        COMPARE_TEXT(firstDifference(database->text(), recordedInOneLife(log)), std::string());
    }

    void neverUsesACheckpointAheadOfTheRows()
    {
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        QVERIFY(!live(log, database, {3, true}, 16).has_value());
        auto whole = std::make_shared<FakeDatabase>();
        QVERIFY(live(log, whole).has_value());
        auto ahead = whole->checkpoints.front();
        ahead.throughId = 1'000'000;
        database->checkpoints.insert(database->checkpoints.begin(), ahead);
        QVERIFY(live(log, database).has_value());
        COMPARE_TEXT(firstDifference(database->text(), recordedInOneLife(log)), std::string());
    }

    void waitsForItsPartitionsBeforeItSaysHowFarBehindItIs()
    {
        using Stage = RecorderProgress::Stage;
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        const RecorderSettings settings{.cluster = "test"};
        auto partitions = std::make_shared<PartitionTable>();
        std::vector<std::pair<Stage, std::string>> seen;
        Recorder* running = nullptr;
        Recorder recorder(settings, PaymentDecoder::create(settings.streams).value(),
            loadRulePacks(std::nullopt).value(), partitions, std::make_unique<FakeRecorderStore>(database),
            [&](const Recorder::StartOffset& start,
                const std::string&) -> Result<std::unique_ptr<MessageSource>> {
                return std::make_unique<SlowGroup>(
                    std::make_unique<FakeSource>(log, partitions, start, 64), [&] {
                        const auto progress = running->progress();
                        if (seen.empty() || seen.back() != std::pair(progress.stage, progress.note))
                            seen.emplace_back(progress.stage, progress.note);
                    });
            });
        running = &recorder;

        QVERIFY(recorder.run({}).has_value());

        QVERIFY(seen
            == (std::vector<std::pair<Stage, std::string>>{
                {Stage::Waiting, "Waiting for partitions."}, {Stage::Recording, ""}}));
        QCOMPARE(recorder.progress().stage, Stage::Stopped);
        COMPARE_TEXT(firstDifference(database->text(), recordedInOneLife(log)), std::string());
    }

    void stopsWhenAnotherRecorderTookOver()
    {
        const auto log = someTraffic();
        auto database = std::make_shared<FakeDatabase>();
        RecorderSettings settings{.cluster = "test"};
        auto partitions = std::make_shared<PartitionTable>();
        Recorder recorder(settings, PaymentDecoder::create(settings.streams).value(),
            loadRulePacks(std::nullopt).value(), partitions, std::make_unique<FakeRecorderStore>(database),
            [&](const Recorder::StartOffset& start,
                const std::string&) -> Result<std::unique_ptr<MessageSource>> {
                ++database->epoch; // the other one, right after we took over
                return std::make_unique<FakeSource>(log, partitions, start, 64);
            });
        const auto result = recorder.run({});
        QVERIFY(!result.has_value());
        QVERIFY(result.error().code == ErrorCode::Conflict);
        QVERIFY(database->rows.empty());
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
