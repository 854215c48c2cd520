#include "engine/store/pg_recorder_store.h"
#include "engine/store/pg_session.h"
#include "tests/pg/made_batches.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/recording.h"
#include "tests/pg/show_strings.h"
#include "tests/pg/window_schemas.h"

#include <QtTest>

#include <thread>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

/// Moves what arrived in blocks to the tables of one day.
constexpr auto kUnpackAll = "SELECT halcyon_unpack(1000)";

Rejection badJson()
{
    return {RejectStage::Decode, RejectReason::NotJson, "", "expected {"};
}

/// A message of every kind and bucket, on two topics.
std::vector<MadeMessage> oneOfEach()
{
    auto messages = upiRun(0, 6);
    messages[1].outcome.bucket = Bucket::Late;
    messages[1].outcome.lateBy = 90s;
    messages[2].outcome.bucket = Bucket::Duplicate;
    messages[3].outcome = {.bucket = Bucket::Duplicate, .isConflict = true};
    messages[4].rejection = badJson();
    messages[4].value = std::string("{\"half\":\0\xFF", 10);
    messages[4].key = "k";
    messages[5].rejection = Rejection{RejectStage::Decode, RejectReason::Tombstone, "", "a null value"};
    messages[5].value.reset();
    messages.push_back(transactionMessage(40, "X1"));
    return messages;
}

Alert alertOf(std::uint64_t id, int score, std::uint32_t count, EventTime time)
{
    Alert alert;
    alert.id = {id};
    alert.score = score;
    alert.severity = severityOf(score);
    alert.rule = "velocity";
    alert.entity = "asha@okaxis";
    alert.payee = "merchant7@ybl";
    alert.paymentId = std::string("T").append(std::to_string(score));
    alert.money = {wholeAmount(score), Currency{}};
    alert.eventTime = alert.lastTime = time;
    alert.firedAt = time + 1s;
    alert.count = count;
    alert.topic = "upi_transactions";
    alert.offset = 7;
    alert.packVersion = "upi/1";
    alert.factors = {{"velocity", score, "11", "10"}, {"odd \"one\"", 1, std::string("a\0b", 3), ""}};
    return alert;
}

WindowRows bankRows(EventTime start, std::int64_t count)
{
    WindowRows rows;
    rows.schema = &windowSchema("upi_bank");
    rows.window = {start, start + 5min};
    rows.keys = {"okaxis", "ybl"};
    rows.currencies = {Currency{}, Currency{}};
    for (int i = 0; i < 2; ++i)
        rows.measures.insert(rows.measures.end(),
            {count + i, AmountSum(Amount{12'345}), std::int64_t{1}, std::int64_t{0}, std::monostate{}, 0.5});
    return rows;
}

} // namespace

class TestRecorderStore : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;
    std::string m_uri;

    std::string answer(const std::string& sql)
    {
        auto session = connectTo(m_uri);
        return ask(session, sql);
    }
    [[nodiscard]] PgRecorderSettings withoutTidying() const
    {
        PgRecorderSettings settings;
        settings.connection = m_uri;
        settings.tidyEvery = 0ms;
        return settings;
    }
    std::string rows(const std::string& sql)
    {
        auto session = connectTo(m_uri);
        return askRows(session, sql);
    }

private Q_SLOTS:
    void initTestCase() { m_postgres = std::make_unique<PrivatePostgres>(); }
    void init() { m_uri = m_postgres->freshDatabase(); }
    void cleanup()
    {
        if (!m_uri.empty())
            QCOMPARE(brokenInvariant(m_uri), std::string());
    }

    void aFreshDatabaseStartsAtZero()
    {
        Recording recording(m_uri);
        QVERIFY2(recording.state, recording.state ? "" : recording.state.error().message.c_str());
        QCOMPARE(recording.state->lastId, 0);
        QVERIFY(recording.state->nextOffsets.empty());
        QVERIFY(recording.store.checkpoints()->empty());
    }

    void nothingCanBeCommittedBeforeTakingOver()
    {
        {
            Recording schema(m_uri);
        }
        PgRecorderStore store({.connection = m_uri});
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(0, 1), partitions, at(10, 0));
        const auto done = store.commit({.batches = batches, .partitions = &partitions, .firstId = 1});
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Usage);
    }

    void everyMessageIsOneRowInItsBucket()
    {
        Recording recording(m_uri);
        const auto done = recording.commit(oneOfEach());
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QCOMPARE(rows("SELECT id, topic, partition, \"offset\", bucket FROM raw_messages ORDER BY id"),
            std::string("1,upi_transactions,0,0,clean\n"
                        "2,upi_transactions,0,1,late\n"
                        "3,upi_transactions,0,2,duplicate\n"
                        "4,upi_transactions,0,3,conflict\n"
                        "5,upi_transactions,0,4,dead_letter\n"
                        "6,upi_transactions,0,5,dead_letter\n"
                        "7,transactions,0,40,clean"));
        QCOMPARE(answer("SELECT late_by FROM raw_upi_transactions WHERE bucket = 'late'"),
            std::string("00:01:30"));
        QCOMPARE(rows("SELECT stage, reason, field, detail, encode(key, 'escape'), encode(payload, 'hex') "
                      "FROM dead_letters ORDER BY id"),
            std::string("decode,not_json,,\"expected {\",k,7b2268616c66223a00ff\ndecode,tombstone,,\"a null "
                        "value\",,"));
        QCOMPARE(rows("SELECT clean, duplicate, conflict, late, dead_letter, skipped FROM ledger ORDER BY "
                      "late DESC"),
            std::string("1,2,1,1,2,0\n1,0,0,0,0,0"));
    }

    void aUpiPaymentKeepsAllItsFields()
    {
        MadeMessage made = upiRun(0, 1).front();
        made.id = "T-1";
        made.payer = "asha@oksbi";
        made.amount = Amount{123'456'789};
        made.status = PaymentStatus::Failed;
        made.device = "d-9";
        made.channel = "QR";
        made.errorCode = "U30";
        made.location = "Pune";
        made.currency = "USD";
        made.headers = {{"traceparent", "00-8f"}, {"raw", std::string("\0\xFE", 2)}};
        made.recordTime = at(10, 0, 1);
        made.outcome = {.score = 55, .firedRules = 5, .velocityCount = 12, .failedCount = 3};
        Recording recording(m_uri);
        QVERIFY(recording.commit({made}, at(10, 5, 0, 250)));
        QCOMPARE(
            rows("SELECT txn_id, payer, payee, amount, status, timestamp, currency, payer_bank, merchant_id, "
                 "device_id, channel, error_code, location, score, record_time, read_at FROM "
                 "raw_upi_transactions"),
            std::string(
                "T-1,asha@oksbi,merchant0@ybl,12345.6789,FAILED,\"2026-11-21 10:00:00\",USD,oksbi,merchant0,"
                "d-9,QR,U30,Pune,55,\"2026-11-21 10:00:01\",\"2026-11-21 10:05:00.00025\""));
        QCOMPARE(rows("SELECT fired, velocity_count, failed_count, headers::text FROM upi_events"),
            std::string("5,12,3,\"{\"\"\\\\\\\\x7472616365706172656e74\"\",\"\"\\\\\\\\x30302d3866\"\","
                        "\"\"\\\\\\\\x726177\"\",\"\"\\\\\\\\x00fe\"\"}\""));
        QCOMPARE(rows("SELECT fraud_score, risk_level, requires_review, fired_rules FROM fraud_scores"),
            std::string("55,HIGH,t,5"));
    }

    void aTransactionKeepsAllItsFields()
    {
        auto made = transactionMessage(0, "X-1");
        made.amount = Amount{10'000'500};
        made.isFraud = true;
        made.hour = 23;
        made.dayOfWeek = 7;
        Recording recording(m_uri);
        QVERIFY(recording.commit({made}));
        QCOMPARE(
            rows("SELECT transaction_id, user_id, amount, merchant, event_time, is_fraud, payment_method, "
                 "location, device_id, currency, city, country, amount_category, is_high_value, "
                 "transaction_hour, day_of_week, is_weekend FROM clean_transactions"),
            std::string("X-1,4711,1000.0500,\"Corner Shop\",\"2026-11-21 10:00:00\",t,credit_card,\"Pune, "
                        "India\",d-1,"
                        "USD,Pune,India,large,t,23,7,t"));
        QCOMPARE(answer("SELECT pg_typeof(timestamp) FROM transactions"),
            std::string("timestamp without time zone"));
    }

    void theLargestAmountFits()
    {
        auto made = upiRun(0, 1).front();
        made.amount = kLargestAmount;
        Recording recording(m_uri);
        QVERIFY(recording.commit({made}));
        QCOMPARE(answer("SELECT amount FROM upi_events"), std::string("100000000000000.0000"));
    }

    void textThatPostgresRefusesDoesNotBreakTheBatch()
    {
        auto messages = upiRun(0, 3);
        messages[1].id = std::string("T\0x", 3);
        messages[1].payer = "caf\xE9@okaxis";
        messages[1].bank = std::string("ok\0", 3);
        messages[2].rejection
            = Rejection{RejectStage::Validate, RejectReason::BadType, std::string("f\0", 2), "\xFF"};
        Recording recording(m_uri);
        const auto done = recording.commit(messages);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QCOMPARE(answer("SELECT txn_id FROM upi_events WHERE id = 2"), std::string("T\xEF\xBF\xBDx"));
        QCOMPARE(answer("SELECT payer_bank FROM raw_upi_transactions WHERE id = 2"),
            std::string("ok\xEF\xBF\xBD"));
        QCOMPARE(
            answer("SELECT field || detail FROM dead_letters"), std::string("f\xEF\xBF\xBD\xEF\xBF\xBD"));
    }

    void timesOutsideOfPostgresRangeAreDrawnIn()
    {
        auto messages = upiRun(0, 2);
        messages[0].recordTime = EventTime::max();
        messages[1].recordTime = EventTime::min();
        Recording recording(m_uri);
        const auto done = recording.commit(messages);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }

    void aSecondRecorderGoesOnWhereTheFirstStopped()
    {
        {
            Recording first(m_uri);
            QVERIFY(first.commit(oneOfEach()));
        }
        Recording second(m_uri);
        QVERIFY(second.state);
        QCOMPARE(second.state->lastId, 7);
        QCOMPARE(second.state->nextOffsets.at({"upi_transactions", 0}), 6);
        QCOMPARE(second.state->nextOffsets.at({"transactions", 0}), 41);
        QVERIFY(second.commit(upiRun(6, 10)));
        QCOMPARE(answer("SELECT epoch FROM recorder"), std::string("2"));
    }

    void marksEachDatabaseForTheNameOfItsConsumerGroup()
    {
        const auto markOf = [](const std::string& uri) { return Recording(uri).state->database; };
        const std::string mark = markOf(m_uri);
        QVERIFY(mark.size() > 4);
        QCOMPARE(markOf(m_uri), mark);
        QVERIFY(markOf(m_postgres->freshDatabase()) != mark);
    }

    void offsetsOfTwoClustersNeverMix()
    {
        {
            Recording demo(m_uri, "demo-1");
            QVERIFY(demo.commit(upiRun(0, 10)));
        }
        Recording demo(m_uri, "demo-2");
        QVERIFY(demo.state->nextOffsets.empty());
        QCOMPARE(demo.state->lastId, 10);
        QVERIFY(demo.commit(upiRun(0, 5)));
        QCOMPARE(rows("SELECT cluster, count(*), min(\"offset\") FROM raw_messages GROUP BY 1 ORDER BY 1"),
            std::string("demo-1,10,0\ndemo-2,5,0"));
    }

    void gapsAreRefusedUnlessTheyAreExplained()
    {
        Recording recording(m_uri);
        QVERIFY(recording.commit(upiRun(0, 3)));
        const auto silent = recording.commit(upiRun(5, 3));
        QVERIFY(!silent);
        QVERIFY(silent.error().code == ErrorCode::Data);
        recording.skipped[{"upi_transactions", 0}] = 2;
        QVERIFY(recording.commit(upiRun(5, 3)));
        QCOMPARE(answer("SELECT sum(skipped) FROM ledger"), std::string("2"));
    }

    void severalBatchesOfTwoDaysAreOneCommit()
    {
        Recording recording(m_uri);
        std::vector<ProcessedBatch> batches;
        batches.push_back(makeBatch(upiRun(0, 3), recording.partitions, at(23, 59, 59)));
        batches.push_back(makeBatch(upiRun(3, 4), recording.partitions, at(24, 0, 1)));
        QVERIFY(recording.commit(batches));
        QCOMPARE(answer(kUnpackAll), std::string("1")); // the blocks of one day
        QCOMPARE(answer(kUnpackAll), std::string("1"));
        QCOMPARE(answer(kUnpackAll), std::string("0"));
        QCOMPARE(answer("SELECT count(*) FROM upi_events_2026_11_21"), std::string("3"));
        QCOMPARE(answer("SELECT count(*) FROM upi_events_2026_11_22"), std::string("4"));
        QCOMPARE(rows("SELECT first_id, last_id, read_from, read_to FROM commits"),
            std::string("1,7,\"2026-11-21 23:59:59\",\"2026-11-22 00:00:01\""));
        QCOMPARE(rows("SELECT family, day, row_count, first_id, last_id FROM recorded_days ORDER BY day"),
            std::string("upi_events,2026-11-21,3,1,3\nupi_events,2026-11-22,4,4,7"));
    }

    void theClockMayBeSetBack()
    {
        Recording recording(m_uri);
        QVERIFY(recording.commit(upiRun(0, 3), at(10, 5)));
        QVERIFY(recording.commit(upiRun(3, 3), at(9, 0)));
        QVERIFY(recording.commit(upiRun(6, 3), at(10, 5)));
        QCOMPARE(answer("SELECT count(*) FROM ledger"), std::string("2"));
        QCOMPARE(answer("SELECT sum(clean) FROM ledger"), std::string("9"));
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("9"));
        m_uri
            .clear(); // a minute that was read in twice has others' offsets between its own: no sums to check
    }

    void finalWindowsAreStoredAndReplaced()
    {
        Recording recording(m_uri);
        auto batches = oneBatch(upiRun(0, 1), recording.partitions, at(10, 5));
        batches[0].windows = {bankRows(at(10, 0), 10), bankRows(at(10, 5), 20), bankRows(at(10, 5), 30)};
        QVERIFY(recording.commit(batches));
        auto again = oneBatch(upiRun(1, 1), recording.partitions, at(10, 6));
        again[0].windows = {bankRows(at(10, 0), 11)};
        QVERIFY(recording.commit(again));
        QCOMPARE(rows("SELECT window_start, payer_bank, currency, count, amount, pending_count, success_rate "
                      "FROM window_upi_bank ORDER BY 1, 2"),
            std::string("\"2026-11-21 10:00:00\",okaxis,INR,11,1.2345,,0.5\n"
                        "\"2026-11-21 10:00:00\",ybl,INR,12,1.2345,,0.5\n"
                        "\"2026-11-21 10:05:00\",okaxis,INR,30,1.2345,,0.5\n"
                        "\"2026-11-21 10:05:00\",ybl,INR,31,1.2345,,0.5"));
    }

    void theMinuteWindowIsSharedByTheStreams()
    {
        const auto minute = [](std::string_view special) {
            WindowRows rows;
            rows.schema = &windowSchema("minute", special);
            rows.window = {at(10, 0), at(10, 1)};
            rows.currencies = {Currency{}};
            rows.measures
                = {std::int64_t{5}, AmountSum(wholeAmount(10)), std::int64_t{2}, 1.5, 2.5, std::monostate{}};
            return rows;
        };
        Recording recording(m_uri);
        auto batches = oneBatch(upiRun(0, 1), recording.partitions, at(10, 5));
        batches[0].windows = {minute("failed_count"), minute("fraud_count")};
        QVERIFY(recording.commit(batches));
        QCOMPARE(rows("SELECT stream, count, fraud_count, failed_count, latency_p95_ms, latency_p99_ms FROM "
                      "window_minute "
                      "ORDER BY stream"),
            std::string("transactions,5,2,,2.5,\nupi,5,,2,2.5,"));
    }

    void aWindowWithoutATableStopsBeforeAnythingIsWritten()
    {
        static const WindowSchema own{
            "own", StreamId::Upi, 1min, 1min, {"payer_bank"}, {{"count", MeasureType::Count}}};
        Recording recording(m_uri);
        auto batches = oneBatch(upiRun(0, 1), recording.partitions, at(10, 5));
        batches[0].windows.push_back(bankRows(at(10, 0), 1));
        batches[0].windows.back().schema = &own;
        const auto done = recording.commit(batches);
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Missing);
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("0"));
    }

    void alertsAreRaisedNeverLowered()
    {
        Recording recording(m_uri);
        auto batches = oneBatch(upiRun(0, 1), recording.partitions, at(10, 5));
        batches[0].alerts
            = {alertOf(7, 30, 1, at(10, 0)), alertOf(8, 25, 1, at(10, 0)), alertOf(7, 60, 3, at(10, 2))};
        QVERIFY(recording.commit(batches));
        const std::string shown = "SELECT id, severity, score, payment_id, amount, count, first_time::time, "
                                  "event_time::time, last_time::time FROM alerts ORDER BY id";
        const std::string expected = "A-0000000000007,HIGH,60,T60,60.0000,3,10:00:00,10:02:00,10:02:00\n"
                                     "A-0000000000008,MEDIUM,25,T25,25.0000,1,10:00:00,10:00:00,10:00:00";
        QCOMPARE(rows(shown), expected);
        auto repeat = oneBatch(upiRun(1, 1), recording.partitions, at(10, 6));
        repeat[0].alerts
            = {alertOf(7, 30, 1, at(10, 0)), alertOf(8, 25, 1, at(10, 0))}; // a replay's first look at them
        QVERIFY(recording.commit(repeat));
        QCOMPARE(rows(shown), expected);
        QCOMPARE(
            answer("SELECT factors->1->>'rule' FROM alerts WHERE score = 60"), std::string("odd \"one\""));
        QCOMPARE(answer("SELECT state FROM alerts_current WHERE score = 60"), std::string("open"));
    }

    void theNewestThreeCheckpointsAreKept()
    {
        Recording recording(m_uri);
        for (std::int64_t i = 0; i < 5; ++i) {
            QVERIFY(recording.commit(upiRun(i, 1)));
            QVERIFY(recording.store.saveCheckpoint(
                {.throughId = i + 1, .bytes = std::string(100'000, char('a' + i)) + '\0'}));
        }
        const auto kept = recording.store.checkpoints();
        QVERIFY(kept);
        QCOMPARE(kept->size(), 3U);
        QCOMPARE(kept->at(0).throughId, 5);
        QCOMPARE(kept->at(0).bytes, std::string(100'000, 'e') + '\0');
        QCOMPARE(kept->at(2).throughId, 3);
    }

    void aStateIsSavedAgainInPlaceOfItself()
    {
        Recording recording(m_uri);
        QVERIFY(recording.commit(upiRun(0, 5)));
        QVERIFY(recording.store.saveCheckpoint({.throughId = 5, .bytes = std::string(50'000, 'a')}));
        QVERIFY(recording.store.saveCheckpoint({.throughId = 5, .bytes = "b"}));
        const auto kept = recording.store.checkpoints();
        QVERIFY(kept);
        QCOMPARE(kept->size(), 1U);
        QCOMPARE(kept->at(0).bytes, std::string("b"));
    }

    void noStateIsSavedAheadOfItsMessages()
    {
        Recording recording(m_uri);
        QVERIFY(recording.commit(upiRun(0, 5)));
        const auto ahead = recording.store.saveCheckpoint({.throughId = 6, .bytes = "a"});
        QVERIFY(!ahead);
        QVERIFY(ahead.error().code == ErrorCode::Conflict);
        QVERIFY(recording.store.checkpoints()->empty());
    }

    void replayHandsOutTheSameBatchesAgain()
    {
        Recording recording(m_uri);
        auto first = oneOfEach();
        first[0].headers = {{"name", std::string("\0v", 2)}, {"empty", ""}};
        first[0].key = "";
        first[2].recordTime.reset();
        QVERIFY(recording.commit(first, at(10, 5)));
        std::vector<ProcessedBatch> two;
        two.push_back(makeBatch(upiRun(6, 3), recording.partitions, at(10, 6)));
        two.push_back(makeBatch(upiRun(9, 2), recording.partitions, at(10, 7)));
        QVERIFY(recording.commit(two));

        PartitionTable partitions;
        std::vector<MessageBatch> batches;
        const auto done = recording.store.replay(0, partitions, [&](MessageBatch&& batch) {
            batches.push_back(std::move(batch));
            return true;
        });
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QCOMPARE(batches.size(), 3U);
        QCOMPARE(batches[0].readAt, at(10, 5));
        QCOMPARE(batches[0].messages.size(), first.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            const auto& message = batches[0].messages[i];
            QCOMPARE(message.offset, first[i].offset);
            QCOMPARE(partitions.at(message.partition).topic, first[i].topic);
            QVERIFY(partitions.at(message.partition).stream == first[i].stream);
            QCOMPARE(message.isTombstone, !first[i].value.has_value());
            QCOMPARE(std::string(message.value), first[i].value.value_or(""));
            QCOMPARE(message.hasKey, first[i].key.has_value());
            QVERIFY(message.recordTime == first[i].recordTime);
        }
        const auto headers = batches[0].headersOf(batches[0].messages[0]);
        QCOMPARE(headers.size(), 2U);
        QCOMPARE(std::string(headers[0].value), std::string("\0v", 2));
        QCOMPARE(std::string(headers[1].name), std::string("empty"));
        QCOMPARE(batches[1].messages.size(), 3U);
        QCOMPARE(batches[2].messages.front().offset, 9);
    }

    void replayTellsMarksWhereTheyWere()
    {
        Recording recording(m_uri);
        QVERIFY(recording.commit(upiRun(0, 2, 1), at(10, 5)));
        std::vector<ProcessedBatch> quiet;
        quiet.push_back(makeBatch(upiRun(0, 3), recording.partitions, at(10, 6)));
        quiet.push_back(makeBatch(upiRun(3, 2), recording.partitions, at(10, 6)));
        const auto mark = [&](std::int32_t number, PartitionMark::Kind kind) {
            const auto index = recording.partitions.intern("upi_transactions", number, StreamId::Upi);
            quiet.back().decoded.source.marks.push_back({index, kind});
        };
        mark(3, PartitionMark::Kind::Waiting); // of which nothing was read yet
        mark(1, PartitionMark::Kind::Silent);
        mark(3, PartitionMark::Kind::Silent);
        quiet.push_back(makeBatch({}, recording.partitions, at(10, 7)));
        mark(0, PartitionMark::Kind::Silent);
        QVERIFY(recording.commit(quiet));

        PartitionTable partitions;
        std::string told;
        QVERIFY(recording.store.replay(0, partitions, [&](MessageBatch&& batch) {
            for (const PartitionMark& one : batch.marks)
                told += std::to_string(partitions.at(one.partition).number)
                    + (one.kind == PartitionMark::Kind::Silent ? " silent, " : " waiting, ");
            told += std::to_string(batch.messages.size()) + " messages; ";
            return true;
        }));
        QCOMPARE(told,
            std::string("2 messages; 3 messages; 3 waiting, 1 silent, 3 silent, 2 messages; "
                        "0 silent, 0 messages; "));
    }

    void replayStartsBehindAnIdAndStopsWhenToldTo()
    {
        Recording recording(m_uri);
        for (int i = 0; i < 5; ++i)
            QVERIFY(recording.commit(upiRun(i * 10, 10), at(10, i)));
        PartitionTable partitions;
        std::vector<std::int64_t> offsets;
        QVERIFY(recording.store.replay(23, partitions, [&](MessageBatch&& batch) {
            offsets.push_back(batch.messages.front().offset);
            return offsets.size() < 2;
        }));
        QCOMPARE(offsets, (std::vector<std::int64_t>{23, 30}));
        QVERIFY(recording.commit(upiRun(50, 1))); // the session is in order
    }

    void aLongReplayComesInBatchesOfBoundedSize()
    {
        Recording recording(m_uri);
        constexpr int kMany = 150'000;
        QVERIFY(recording.commit(upiRun(0, kMany)));
        PartitionTable partitions;
        std::int64_t next = 0;
        std::size_t largest = 0;
        QVERIFY(recording.store.replay(0, partitions, [&](MessageBatch&& batch) {
            largest = std::max(largest, batch.messages.size());
            for (const auto& message : batch.messages)
                if (message.offset != next++)
                    return false;
            return true;
        }));
        QCOMPARE(next, kMany);
        QVERIFY(largest <= 65'536);
    }

    void knowsWhenTheNewestMessageWasRead()
    {
        {
            Recording first(m_uri);
            QVERIFY(first.commit(upiRun(0, 10), at(10, 1)));
            QVERIFY(first.commit(upiRun(10, 10), at(10, 3)));
        }
        const Recording second(m_uri);
        QCOMPARE(second.state->lastReadAt, at(10, 3));
    }

    void findsTheIdToReplayFrom()
    {
        Recording recording(m_uri);
        QCOMPARE(recording.store.lastIdBefore(at(10, 0)).value(), 0);
        std::vector<ProcessedBatch> batches;
        batches.push_back(makeBatch(upiRun(0, 10), recording.partitions, at(10, 1)));
        batches.push_back(makeBatch(upiRun(10, 10), recording.partitions, at(10, 2)));
        QVERIFY(recording.commit(batches));
        QVERIFY(recording.commit(upiRun(20, 10), at(10, 3)));
        QCOMPARE(recording.store.lastIdBefore(at(9, 0)).value(), 0);
        QCOMPARE(recording.store.lastIdBefore(at(10, 1)).value(), 0);
        QCOMPARE(recording.store.lastIdBefore(at(10, 1, 30)).value(), 10);
        QCOMPARE(recording.store.lastIdBefore(at(10, 3)).value(), 20);
        QCOMPARE(recording.store.lastIdBefore(at(10, 4)).value(), 30);
    }

    void seedQueriesOnTheViewsWork()
    {
        Recording recording(m_uri);
        auto messages = upiRun(0, 4);
        messages[0].id = messages[1].id = "T1";
        messages[0].status = PaymentStatus::Pending; // became a success
        messages[2].status = PaymentStatus::Failed;
        messages[3].outcome.bucket = Bucket::Duplicate;
        QVERIFY(recording.commit(messages));
        QCOMPARE(rows("SELECT date(event_time), count(*) FROM clean_upi_transactions GROUP BY 1"),
            std::string("2026-11-21,2"));
        QCOMPARE(rows("SELECT txn_id, status, amount FROM clean_upi_transactions ORDER BY txn_id"),
            std::string("T0-2,FAILED,3.7500\nT1,SUCCESS,2.5000"));
        QCOMPARE(rows("SELECT * FROM daily_upi_summary"), std::string("2026-11-21,2,1,1,0,6.2500"));
        QCOMPARE(rows("SELECT * FROM merchant_upi_summary ORDER BY merchant"),
            std::string("merchant1@ybl,2026-11-21,1,2.5000\nmerchant2@ybl,2026-11-21,1,3.7500"));
        QCOMPARE(answer("SELECT count(*) FROM raw_upi_transactions"), std::string("4"));
        QCOMPARE(answer("SELECT pg_typeof(event_time) FROM clean_upi_transactions LIMIT 1"),
            std::string("timestamp without time zone"));
    }

    void theInvariantsNoticeAPlantedFault_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::newRow("a row is lost") << QByteArray("DELETE FROM upi_event_rows WHERE id = 2");
        QTest::newRow("a row is double")
            << QByteArray("INSERT INTO upi_event_rows SELECT * FROM upi_event_rows WHERE id = 2");
        QTest::newRow("a row went to another offset")
            << QByteArray("UPDATE upi_event_rows SET \"offset\" = 1 WHERE id = 1");
        QTest::newRow("a bucket changed")
            << QByteArray("UPDATE upi_event_rows SET bucket = 'l' WHERE id = 1");
        QTest::newRow("a dead letter is lost") << QByteArray("DELETE FROM dead_letters WHERE id = 5");
        QTest::newRow("offsets ran ahead")
            << QByteArray("UPDATE consumer_offsets SET next_offset = next_offset + 1");
        QTest::newRow("offsets fell behind")
            << QByteArray("UPDATE consumer_offsets SET next_offset = next_offset - 1");
        QTest::newRow("the ledger miscounts") << QByteArray("UPDATE ledger SET clean = clean + 1");
        QTest::newRow("a commit is lost") << QByteArray("DELETE FROM commits WHERE first_id = 1");
    }
    void theInvariantsNoticeAPlantedFault()
    {
        QFETCH(QByteArray, fault);
        Recording recording(m_uri);
        QVERIFY(recording.commit(oneOfEach()));
        QVERIFY(recording.commit(upiRun(6, 3)));
        auto session = connectTo(m_uri);
        QVERIFY(session.query(kUnpackAll));
        QVERIFY(session.query(fault.toStdString()));
        QVERIFY(!brokenInvariant(m_uri).empty());
        m_uri.clear(); // broken on purpose
    }

    void aPaymentReadsTheSameBeforeAndAfterItIsUnpacked()
    {
        Recording recording(withoutTidying());
        auto messages = oneOfEach();
        messages[0].headers = {{"traceparent", "00-8f"}, {"raw", std::string("\0\"{\\,\xFE", 6)}, {"", ""}};
        messages[0].recordTime = at(10, 0, 1);
        messages[0].currency = "USD";
        messages[0].outcome
            = {.score = 55, .firedRules = 5, .velocityCount = 12, .failedCount = 3, .alert = {77}};
        messages[2].bank = "elsewhere";
        messages[3].key = "";
        QVERIFY(recording.commit(messages));
        QVERIFY(recording.commit(upiRun(6, 600)));
        const auto everything = [&] {
            return rows("SELECT * FROM raw_upi_transactions ORDER BY id")
                + rows("SELECT * FROM raw_messages ORDER BY id") + rows("SELECT * FROM transactions")
                + rows("SELECT * FROM fraud_scores ORDER BY id")
                + rows("SELECT id, headers::text, alert, fired, velocity_count, failed_count, key FROM "
                       "upi_events "
                       "ORDER BY id");
        };
        const auto before = everything();
        QCOMPARE(answer("SELECT count(*) FROM upi_event_rows"), std::string("0"));
        QCOMPARE(answer("SELECT halcyon_unpack(2)"), std::string("3")); // of each stream
        QCOMPARE(everything(), before);
        QCOMPARE(answer(kUnpackAll), std::string("2"));
        QCOMPARE(answer("SELECT count(*) FROM upi_blocks"), std::string("0"));
        QCOMPARE(everything(), before);
    }

    void twoWhoUnpackAtOnceMoveNothingTwice()
    {
        Recording recording(withoutTidying());
        for (int i = 0; i < 20; ++i)
            QVERIFY(recording.commit(upiRun(i * 100, 100)));
        const auto unpackAll = [this] {
            while (answer("SELECT halcyon_unpack(1)") != "0") { }
        };
        std::jthread other(unpackAll);
        while (answer("SELECT count(*) FROM upi_blocks") != "0")
            QCOMPARE(answer("SELECT count(*) || ' ' || count(DISTINCT id) FROM upi_events"),
                std::string("2000 2000"));
        unpackAll();
        other.join();
        QCOMPARE(answer("SELECT count(*) || ' ' || count(DISTINCT id) FROM upi_event_rows"),
            std::string("2000 2000"));
    }

    void theLookUpIndexFollowsTheRows()
    {
        PgRecorderSettings settings;
        settings.connection = m_uri;
        settings.tidyEvery = 20ms;
        Recording recording(std::move(settings));
        QVERIFY(recording.commit(upiRun(0, 20'000), wallClockNow()));
        QTRY_COMPARE_WITH_TIMEOUT(
            answer("SELECT coalesce(sum(brin_summarize_new_values(inhrelid)), -1) FROM pg_inherits "
                   "WHERE inhparent = 'upi_events_brin'::regclass"),
            std::string("0"), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT( // and tomorrow's tables are there
            answer("SELECT count(*) FROM pg_inherits WHERE inhparent = 'dead_letters'::regclass"),
            std::string("2"), 20'000);
    }
};

QTEST_GUILESS_MAIN(TestRecorderStore)
#include "tst_recorder_store.moc"
