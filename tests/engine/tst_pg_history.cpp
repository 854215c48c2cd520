#include "engine/store/pg_history.h"
#include "engine/store/pg_session.h"
#include "tests/pg/made_batches.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/recording.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <signal.h>

#include <condition_variable>
#include <future>
#include <random>
#include <set>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Op = Filter::Op;

namespace {

constexpr int kUpi = 3000;
constexpr int kTransactions = 40;
const TimeRange kWholeDay{at(0, 0), at(24, 0)};

/// Waits for one answer; an error after 30 s without one.
template <typename T>
class Reply {
public:
    [[nodiscard]] Answer<T> answer()
    {
        return [promise = m_promise](Result<T> result) { promise->set_value(std::move(result)); };
    }
    [[nodiscard]] Result<T> wait()
    {
        auto future = m_promise->get_future();
        if (future.wait_for(30s) != std::future_status::ready)
            return failure(ErrorCode::Timeout, "no answer came");
        return future.get();
    }

private:
    std::shared_ptr<std::promise<Result<T>>> m_promise = std::make_shared<std::promise<Result<T>>>();
};

/// Payments of an hour: disordered times, six banks, all buckets, some equal times.
std::vector<MadeMessage> anHour()
{
    static constexpr std::array<const char*, 6> kBanks{
        "oksbi", "okhdfcbank", "ybl", "okaxis", "upi", "paytm"};
    std::mt19937 random(7);
    auto messages = upiRun(0, kUpi);
    for (int i = 0; i < kUpi; ++i) {
        auto& made = messages[std::size_t(i)];
        made.partition = i % 4;
        made.offset = i / 4;
        made.eventTime
            = at(10, 0) + 1s * (i * 3600 / kUpi) - 1ms * int(random() % 5 == 0 ? random() % 60'000 : 0);
        made.payer = std::string("user")
                         .append(std::to_string(random() % 200))
                         .append("@")
                         .append(kBanks[random() % 6]);
        made.payee = std::string("merchant").append(std::to_string(random() % 50)).append("@ybl");
        made.amount = Amount{std::int64_t(random() % 300 + 1) * 2'500};
        made.status = PaymentStatus(1 + random() % 3);
        const auto kind = random() % 20;
        made.outcome.bucket = kind == 0 ? Bucket::Late : kind == 1 ? Bucket::Duplicate : Bucket::Clean;
        made.outcome.isConflict = kind == 1 && random() % 2 == 0;
        made.outcome.lateBy = kind == 0 ? 70s : 0s;
        made.outcome.score = std::int16_t(random() % 10 == 0 ? random() % 60 : 0);
        made.outcome.firedRules = made.outcome.score > 0 ? 3 : 0;
        if (i % 100 == 99)
            made.rejection = Rejection{RejectStage::Validate,
                i % 200 == 99 ? RejectReason::OutOfRange : RejectReason::BadTime, "amount",
                "0 is not above 0"};
    }
    return messages;
}

std::vector<MadeMessage> someTransactions()
{
    std::vector<MadeMessage> messages;
    for (int i = 0; i < kTransactions; ++i) {
        auto made = transactionMessage(i, std::string("X").append(std::to_string(i)));
        made.eventTime = at(10, i);
        made.payer = std::to_string(100 + i % 3);
        made.isFraud = i % 8 == 0;
        made.country = i % 2 == 0 ? "India" : "Russia";
        made.amount = wholeAmount(i + 1);
        messages.push_back(std::move(made));
    }
    return messages;
}

std::vector<std::int64_t> idsOf(const std::vector<HistoryRow>& rows)
{
    std::vector<std::int64_t> ids;
    for (const auto& row : rows)
        ids.push_back(row.id);
    return ids;
}

Drill drillOf(std::vector<Filter> filters, TimeRange range = kWholeDay, StreamId stream = StreamId::Upi)
{
    return {.stream = stream, .range = range, .filters = std::move(filters)};
}

} // namespace

Q_DECLARE_METATYPE(halcyon::engine::Drill)

class TestPgHistory : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;
    std::string m_uri; ///< of a database with an hour recorded, which tests only read
    std::unique_ptr<PgHistory> m_history;
    std::vector<MadeMessage> m_hour = anHour();

    PgHistorySettings settings(const std::string& uri) const { return {.connection = uri, .actor = "asha"}; }

    /// Asks and waits.
    template <typename T, typename Question>
    Result<T> ask(PgHistory& history, Question question)
    {
        Reply<T> reply;
        question(history, reply.answer());
        return reply.wait();
    }
    Result<RowsPage> page(const RowsRequest& request)
    {
        return ask<RowsPage>(
            *m_history, [&](PgHistory& history, auto answer) { history.rows(request, answer); });
    }
    /// All rows, page by page.
    std::vector<HistoryRow> allRows(const Drill& drill, RowOrder order, std::size_t limit)
    {
        RowsRequest request{.drill = drill, .order = order, .limit = limit};
        std::vector<HistoryRow> all;
        for (int pages = 0; pages < 10'000; ++pages) {
            const auto next = page(request);
            if (!next)
                throw std::runtime_error(next.error().message);
            all.insert(all.end(), next->rows.begin(), next->rows.end());
            if (next->isLast)
                return all;
            if (!next->rows.empty())
                request.after = next->rows.back();
        }
        throw std::runtime_error("the last page never came");
    }
    /// What SQL of our own says the ids are.
    std::vector<std::int64_t> idsFromSql(const std::string& rest)
    {
        auto session = connectTo(m_uri);
        const auto rows = session.query("SELECT id FROM " + rest);
        if (!rows)
            throw std::runtime_error(rows.error().message);
        std::vector<std::int64_t> ids;
        for (int i = 0; i < rows->size(); ++i)
            ids.push_back(rows->integer(i, 0));
        return ids;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_postgres = std::make_unique<PrivatePostgres>();
        m_uri = m_postgres->freshDatabase();
        Recording recording(m_uri);
        QVERIFY2(recording.state, recording.state ? "" : recording.state.error().message.c_str());
        recording.endOffsets[{"upi_transactions", 0}] = 1000;
        for (int i = 0; i < kUpi; i += 500) {
            const std::vector<MadeMessage> part(m_hour.begin() + i, m_hour.begin() + i + 500);
            const auto done = recording.commit(part, at(10, i * 60 / kUpi));
            QVERIFY2(done, done ? "" : done.error().message.c_str());
        }
        QVERIFY(recording.commit(someTransactions(), at(11, 0)));
        QCOMPARE(brokenInvariant(m_uri), std::string());
        m_history = std::make_unique<PgHistory>(settings(m_uri));
    }
    void cleanupTestCase() { m_history.reset(); }

    void aFilterFindsWhatSqlFinds_data()
    {
        QTest::addColumn<Drill>("drill");
        QTest::addColumn<QByteArray>("where"); // on the views
        const auto upi = [](const char* name, std::vector<Filter> filters, const char* where) {
            QTest::newRow(name) << drillOf(std::move(filters))
                                << QByteArray("raw_upi_transactions WHERE ") + where;
        };
        upi("nothing", {}, "true");
        upi("status", {{"status", Op::Equals, "FAILED"}}, "status = 'FAILED'");
        upi("not a status", {{"status", Op::NotEquals, "SUCCESS"}}, "status <> 'SUCCESS'");
        upi("bank", {{"payer_bank", Op::Equals, "ybl"}}, "payer_bank = 'ybl'");
        upi("payer", {{"payer", Op::Equals, "user7@okaxis"}}, "payer = 'user7@okaxis'");
        upi("nobody", {{"payer", Op::Equals, "nobody@nowhere"}}, "false");
        upi("part of a payee", {{"payee", Op::Contains, "MERCHANT1"}}, "payee ILIKE '%merchant1%'");
        upi("transaction", {{"txn_id", Op::Equals, "T0-17"}}, "txn_id = 'T0-17'");
        upi("not a transaction", {{"txn_id", Op::NotEquals, "T0-17"}}, "txn_id <> 'T0-17'");
        upi("amounts between", {{"amount", Op::AtLeast, "25.25"}, {"amount", Op::AtMost, "50"}},
            "amount BETWEEN 25.25 AND 50");
        upi("exact amount", {{"amount", Op::Equals, "25.0"}}, "amount = 25");
        upi("score", {{"score", Op::AtLeast, "25"}}, "score >= 25");
        upi("late", {{"bucket", Op::Equals, "late"}}, "bucket = 'late'");
        upi("duplicates", {{"bucket", Op::Equals, "duplicate"}}, "bucket IN ('duplicate', 'conflict')");
        upi("conflicts", {{"bucket", Op::Equals, "conflict"}}, "bucket = 'conflict'");
        upi("partition", {{"partition", Op::Equals, "2"}}, "partition = 2");
        upi("three at once",
            {{"status", Op::Equals, "FAILED"}, {"payer_bank", Op::Equals, "ybl"},
                {"amount", Op::AtLeast, "30"}},
            "status = 'FAILED' AND payer_bank = 'ybl' AND amount >= 30");
        QTest::newRow("a quarter of an hour")
            << drillOf({}, {at(10, 15), at(10, 30)})
            << QByteArray("raw_upi_transactions WHERE timestamp >= '2026-11-21 10:15' AND "
                          "timestamp < '2026-11-21 10:30'");
        QTest::newRow("before all") << drillOf({}, {at(1, 0), at(2, 0)})
                                    << QByteArray("raw_upi_transactions WHERE false");
        const auto ecom = [](const char* name, std::vector<Filter> filters, const char* where) {
            QTest::newRow(name) << drillOf(std::move(filters), kWholeDay, StreamId::Transactions)
                                << QByteArray("transactions WHERE ") + where;
        };
        ecom("user", {{"user_id", Op::Equals, "101"}}, "user_id = 101");
        ecom("fraud", {{"is_fraud", Op::Equals, "true"}}, "is_fraud");
        ecom("country", {{"country", Op::Equals, "Russia"}},
            "id IN (SELECT id FROM clean_transactions WHERE country = 'Russia')");
        ecom("merchant", {{"merchant", Op::Contains, "shop"}}, "merchant ILIKE '%shop%'");
        ecom("method", {{"payment_method", Op::NotEquals, "crypto"}}, "payment_method <> 'crypto'");
        ecom("transaction id", {{"transaction_id", Op::Equals, "X5"}}, "transaction_id = 'X5'");
    }
    void aFilterFindsWhatSqlFinds()
    {
        QFETCH(Drill, drill);
        QFETCH(QByteArray, where);
        const auto rows = allRows(drill, RowOrder::NewestFirst, 70);
        const auto expected = idsFromSql(where.toStdString() + " ORDER BY timestamp DESC, id DESC");
        QCOMPARE(idsOf(rows), expected);

        const auto summary = ask<DrillSummary>(
            *m_history, [&](PgHistory& history, auto answer) { history.summary(drill, answer); });
        QVERIFY2(summary, summary ? "" : summary.error().message.c_str());
        QCOMPARE(summary->rows, expected.size());
    }

    void everyOrderPagesWithoutGapsOrRepeats_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("limit");
        const std::array orders{std::pair{RowOrder::NewestFirst, "timestamp DESC, id DESC"},
            std::pair{RowOrder::OldestFirst, "timestamp, id"},
            std::pair{RowOrder::LargestAmountFirst, "amount DESC, timestamp DESC, id DESC"},
            std::pair{RowOrder::HighestScoreFirst, "score DESC, timestamp DESC, id DESC"}};
        for (const auto& [order, sql] : orders)
            for (const int limit : {1000, 37})
                QTest::addRow("%s, %d a page", sql, limit) << int(order) << QByteArray(sql) << limit;
        QTest::newRow("one by one") << int(RowOrder::NewestFirst) << QByteArray("timestamp DESC, id DESC")
                                    << 1;
    }
    void everyOrderPagesWithoutGapsOrRepeats()
    {
        QFETCH(int, order);
        QFETCH(QByteArray, sql);
        QFETCH(int, limit);
        const bool isLong = limit == 1;
        const auto drill
            = drillOf(isLong ? std::vector<Filter>{{"status", Op::Equals, "FAILED"}} : std::vector<Filter>{},
                isLong ? TimeRange{at(10, 0), at(10, 10)} : kWholeDay);
        const auto rows = allRows(drill, RowOrder(order), std::size_t(limit));
        const std::string where = isLong
            ? "status = 'FAILED' AND timestamp < '2026-11-21 10:10' AND timestamp >= '2026-11-21 10:00'"
            : "true";
        QCOMPARE(idsOf(rows),
            idsFromSql("raw_upi_transactions WHERE " + where + " ORDER BY " + sql.toStdString()));
    }

    void aRowShowsAllThatWasRecorded()
    {
        const auto rows = allRows(drillOf({{"txn_id", Op::Equals, "T0-17"}}), RowOrder::NewestFirst, 10);
        QCOMPARE(rows.size(), 1U);
        const auto& made = m_hour[17];
        const auto& row = rows[0];
        QCOMPARE(row.eventTime, made.eventTime);
        QCOMPARE(row.payer, made.payer);
        QCOMPARE(row.payee, made.payee);
        QCOMPARE(row.bank, made.payer.substr(made.payer.find('@') + 1));
        QVERIFY(row.money.amount == made.amount);
        QVERIFY(row.status == made.status);
        QVERIFY(row.bucket == made.outcome.bucket);
        QCOMPARE(row.score, int(made.outcome.score));
        QVERIFY(row.place == (MessagePlace{"upi_transactions", made.partition, made.offset}));
    }

    void aPageTellsWhereItComesFromAndHow()
    {
        const auto first = page({.drill = drillOf({{"payer", Op::Equals, "o'hara@ybl"}}), .limit = 5});
        QVERIFY(first);
        QCOMPARE(first->source, std::string("upi_events_2026_11_21"));
        QVERIFY(first->isLast);
        auto session = connectTo(m_uri);
        QVERIFY2(session.query(first->sql), first->sql.c_str()); // the statement shown runs as it stands
        QVERIFY(first->sql.find("'o''hara@ybl'") != std::string::npos);
        QVERIFY(first->took.count() > 0);
    }

    void aFilterThatMakesNoSenseIsAnsweredWithWhy()
    {
        const auto wrong = page({.drill = drillOf({{"drop table", Op::Equals, "x"}})});
        QVERIFY(!wrong);
        QVERIFY(wrong.error().code == ErrorCode::Usage);
        QVERIFY(!page({.drill = drillOf({}), .limit = 0}));
    }

    void aSummaryAddsUpByCurrency()
    {
        const auto summary = ask<DrillSummary>(
            *m_history, [&](PgHistory& history, auto answer) { history.summary(drillOf({}), answer); });
        QVERIFY(summary);
        auto session = connectTo(m_uri);
        const auto figure = [&](const std::string& sql) {
            return halcyon::tests::ask(session, "SELECT " + sql + " FROM raw_upi_transactions");
        };
        QCOMPARE(std::to_string(summary->late), figure("count(*) FILTER (WHERE bucket = 'late')"));
        QCOMPARE(std::to_string(summary->duplicates),
            figure("count(*) FILTER (WHERE bucket IN ('duplicate', 'conflict'))"));
        QCOMPARE(std::to_string(summary->payers), figure("count(DISTINCT payer)"));
        QCOMPARE(std::to_string(summary->payees), figure("count(DISTINCT payee)"));
        const auto& [sum, count] = summary->totals.at("INR");
        QCOMPARE(
            formatAmount(sum), figure("trim_scale(sum(amount) FILTER (WHERE bucket IN ('clean', 'late')))"));
        QCOMPARE(std::to_string(count), figure("count(*) FILTER (WHERE bucket IN ('clean', 'late'))"));
        QCOMPARE(formatAmount(*summary->largest),
            figure("trim_scale(max(amount) FILTER (WHERE bucket IN ('clean', 'late')))"));
    }

    void aHistogramSplitsInsideFromOutside()
    {
        const auto drill = drillOf({{"status", Op::Equals, "FAILED"}}, {at(10, 20), at(10, 30)});
        const TimeRange around{at(10, 10), at(10, 40)};
        const auto histogram = ask<DrillHistogram>(*m_history,
            [&](PgHistory& history, auto answer) { history.histogram(drill, around, 60s, answer); });
        QVERIFY2(histogram, histogram ? "" : histogram.error().message.c_str());
        QCOMPARE(histogram->matching.size(), 30U);
        std::vector<std::uint64_t> inside(30), outside(30);
        for (const auto& made : m_hour) {
            if (made.rejection || made.status != PaymentStatus::Failed || !around.contains(made.eventTime))
                continue;
            auto& counts = drill.range.contains(made.eventTime) ? inside : outside;
            ++counts[std::size_t((made.eventTime - around.from) / 1min)];
        }
        QCOMPARE(histogram->matching, inside);
        QCOMPARE(histogram->others, outside);
        QVERIFY(!ask<DrillHistogram>(*m_history, [&](PgHistory& history, auto answer) {
            history.histogram(drill, {at(10, 0), at(9, 0)}, 60s, answer);
        }));
    }

    void everyMessageCanBeReadBack()
    {
        for (const int i : {0, 17, 99, 199, 1500, kUpi - 1}) {
            const auto& made = m_hour[std::size_t(i)];
            const auto message = ask<StoredMessage>(*m_history, [&](PgHistory& history, auto answer) {
                history.message({"upi_transactions", made.partition, made.offset}, at(10, 0), answer);
            });
            QVERIFY2(message, message ? "" : message.error().message.c_str());
            QCOMPARE(message->value, *made.value);
            QCOMPARE(message->place.offset, made.offset);
            QVERIFY(message->recordTime == made.recordTime);
            QVERIFY(message->committedAt > at(0, 0) - 24h * 3650);
            QCOMPARE(message->payment.has_value(), !made.rejection.has_value());
            if (made.rejection) {
                QVERIFY(message->bucket == Bucket::DeadLetter);
                QCOMPARE(message->rejectStage, std::string("validate"));
                QCOMPARE(message->rejectField, std::string("amount"));
            } else {
                QCOMPARE(message->payment->paymentId, made.id);
            }
        }
    }

    void aMessageThatWasNotRecordedIsMissing()
    {
        const auto message = ask<StoredMessage>(*m_history, [&](PgHistory& history, auto answer) {
            history.message({"upi_transactions", 0, 1'000'000}, at(10, 0), answer);
        });
        QVERIFY(!message);
        QVERIFY(message.error().code == ErrorCode::Missing);
    }

    void neighboursAreThoseOfThePartition()
    {
        const auto near = ask<std::vector<StoredMessage>>(*m_history, [&](PgHistory& history, auto answer) {
            history.neighbours({"upi_transactions", 3, 24}, at(10, 0), 3, answer);
        });
        QVERIFY(near);
        QCOMPARE(near->size(), 7U);
        for (std::size_t i = 0; i < near->size(); ++i)
            QCOMPARE(near->at(i).place.offset, std::int64_t(21 + i));
        QVERIFY(near->at(3).bucket == Bucket::DeadLetter); // message 99 of the hour
        const auto first = ask<std::vector<StoredMessage>>(*m_history, [&](PgHistory& history, auto answer) {
            history.neighbours({"upi_transactions", 0, 1}, at(10, 0), 5, answer);
        });
        QCOMPARE(first->size(), 7U); // 0 to 6
    }

    void theNewestPaymentsOfAPayerUpToATime()
    {
        const std::string payer = "user7@okaxis";
        const auto rows = ask<std::vector<HistoryRow>>(*m_history, [&](PgHistory& history, auto answer) {
            history.recentOf(StreamId::Upi, payer, at(10, 45), 5, answer);
        });
        QVERIFY(rows);
        const auto expected = idsFromSql("raw_upi_transactions WHERE payer = '" + payer
            + "' AND timestamp <= '2026-11-21 10:45' ORDER BY timestamp DESC, id DESC LIMIT 5");
        QCOMPARE(idsOf(*rows), expected);
        const auto user = ask<std::vector<HistoryRow>>(*m_history, [&](PgHistory& history, auto answer) {
            history.recentOf(StreamId::Transactions, "101", at(24, 0), 100, answer);
        });
        QCOMPARE(idsOf(*user), idsFromSql("transactions WHERE user_id = 101 ORDER BY timestamp DESC"));
    }

    void deadLettersAreListedAndCounted()
    {
        const auto list = [&](const DeadLetterRequest& request) {
            const auto rows = ask<std::vector<DeadLetterRow>>(
                *m_history, [&](PgHistory& history, auto answer) { history.deadLetters(request, answer); });
            return rows ? *rows : std::vector<DeadLetterRow>{};
        };
        auto all = list({.readBetween = kWholeDay, .limit = 20});
        QCOMPARE(all.size(), 20U);
        auto rest = list({.readBetween = kWholeDay, .beforeId = all.back().id, .limit = 20});
        QCOMPARE(rest.size(), 10U);
        all.insert(all.end(), rest.begin(), rest.end());
        QVERIFY(
            std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id > b.id; }));
        QCOMPARE(all[0].stage, std::string("validate"));
        QCOMPARE(all[0].start, *m_hour[0].value);
        QCOMPARE(all[0].stream, std::string("upi"));
        QCOMPARE(list({.readBetween = kWholeDay, .reason = "bad_time"}).size(), 15U);
        QCOMPARE(list({.readBetween = kWholeDay, .topic = "transactions"}).size(), 0U);
        QCOMPARE(list({.readBetween = {at(10, 0), at(10, 10)}}).size(), 5U);

        const auto counts = ask<std::vector<DeadLetterCount>>(*m_history,
            [&](PgHistory& history, auto answer) { history.deadLetterCounts(kWholeDay, answer); });
        QVERIFY2(counts, counts ? "" : counts.error().message.c_str());
        QCOMPARE(counts->size(), 2U);
        QCOMPARE(counts->at(0).count + counts->at(1).count, 30U);
        QCOMPARE(counts->at(0).detail, std::string("0 is not above 0"));
    }

    void theRecordersStatusIsTold()
    {
        const auto status = [&] {
            return ask<RecorderStatus>(
                *m_history, [](PgHistory& history, auto answer) { history.recorderStatus(answer); });
        };
        const auto idle = status();
        QVERIFY2(idle, idle ? "" : idle.error().message.c_str());
        QVERIFY(!idle->isRunning);
        QCOMPARE(idle->rowsCommitted, kUpi + kTransactions);
        QCOMPARE(idle->lag, 1000 - 750);
        QVERIFY(idle->schemaVersion >= 4);
        QVERIFY(idle->server.starts_with("1"));
        QVERIFY(wallClockNow() - idle->lastCommit < 10min);
        Recording recording(m_uri);
        QVERIFY(status()->isRunning);
    }

    void alertsComeBackAsTheyWereStored();
    void actionsAreStoredAllOrNone();
    void aMessageKnowsItsAlertAndItsFactors();
    void aCancelledQuestionIsNotAnswered();
    void longQuestionsLeaveAConnectionToShortOnes();
    void whatTakesTooLongIsATimeout();
    void theServerMayGoAndComeBack();
    void destructionStopsWhatRuns();
    void whatIsWrongIsSaidInOneSentence_data();
    void whatIsWrongIsSaidInOneSentence();
};

void TestPgHistory::alertsComeBackAsTheyWereStored()
{
    const auto uri = m_postgres->freshDatabase();
    Alert alert;
    alert.id = {0xFFFF'FFFF'FFFF'FFFF};
    alert.stream = StreamId::Transactions;
    alert.severity = Severity::Critical;
    alert.score = 80;
    alert.rule = "high_amount";
    alert.entity = "4711";
    alert.payee = "Corner Shop";
    alert.paymentId = "X1";
    alert.money = {Amount{60'005'000}, *Currency::parse("USD")};
    alert.eventTime = at(10, 1, 2, 345'678);
    alert.firedAt = at(10, 1, 3);
    alert.lastTime = at(10, 5);
    alert.count = 3;
    alert.topic = "transactions";
    alert.partition = 2;
    alert.offset = 99;
    alert.packVersion = "transactions/1";
    alert.factors = {{"high_amount", 30, "6000.5", "5000"}, {"known_fraud", 50, "true", ""}};
    {
        Recording recording(uri);
        auto batches = oneBatch(upiRun(0, 1), recording.partitions, at(10, 6));
        batches[0].alerts = {alert};
        QVERIFY(recording.commit(batches));
    }
    PgHistory history(settings(uri));
    const auto alerts = ask<std::vector<Alert>>(
        history, [&](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    QVERIFY2(alerts, alerts ? "" : alerts.error().message.c_str());
    QCOMPARE(alerts->size(), 1U);
    QVERIFY(alerts->front() == alert);
    const auto none = ask<std::vector<Alert>>(history, [&](PgHistory& asked, auto answer) {
        asked.alerts({at(11, 0), at(12, 0)}, 10, answer);
    });
    QVERIFY(none->empty());
}

void TestPgHistory::actionsAreStoredAllOrNone()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    PgHistory history(settings(uri));
    using Kind = AlertAction::Kind;
    const auto act = [&](std::vector<AlertAction> actions) {
        return ask<std::vector<AlertAction>>(
            history, [&](PgHistory& asked, auto answer) { asked.act(std::move(actions), answer); });
    };
    const auto stored = act({{.alert = {1}, .kind = Kind::Acknowledge},
        {.alert = {2},
            .kind = Kind::Close,
            .outcome = "false_positive",
            .note = "O'Hara's own",
            .actor = "ravi"}});
    QVERIFY2(stored, stored ? "" : stored.error().message.c_str());
    QCOMPARE(stored->at(0).sequence, 1);
    QCOMPARE(stored->at(0).actor, std::string("asha"));
    QCOMPARE(stored->at(1).sequence, 2);
    QCOMPARE(stored->at(1).actor, std::string("ravi"));
    QVERIFY(wallClockNow() - stored->at(1).at < 1min);

    QVERIFY(!act({{.alert = {3}, .kind = Kind::Note, .note = "seen"}, {.alert = {3}, .kind = Kind::Close}}));
    QVERIFY(
        act({{.alert = {3}, .kind = Kind::Close, .outcome = "rubbish"}}).error().code == ErrorCode::Usage);

    const auto after = ask<std::vector<AlertAction>>(
        history, [](PgHistory& asked, auto answer) { asked.actionsAfter(1, answer); });
    QVERIFY(after);
    QCOMPARE(after->size(), 1U);
    QVERIFY(after->front().alert == AlertId{2});
    QVERIFY(after->front().kind == Kind::Close);
    QCOMPARE(after->front().note, std::string("O'Hara's own"));
    QVERIFY(act({})->empty());
}

void TestPgHistory::aMessageKnowsItsAlertAndItsFactors()
{
    const auto uri = m_postgres->freshDatabase();
    Alert alert;
    alert.id = {5};
    alert.rule = "velocity";
    alert.entity = "asha@okaxis";
    alert.eventTime = at(10, 0);
    alert.lastTime = at(10, 5);
    alert.topic = "upi_transactions";
    alert.offset = 0;
    alert.factors = {{"velocity", 25, "11", "10"}};
    {
        Recording recording(uri);
        auto messages = upiRun(0, 3);
        for (auto& made : messages)
            made.payer = "asha@okaxis";
        messages[0].outcome = messages[1].outcome
            = {.score = 25, .firedRules = 1, .velocityCount = 11, .failedCount = 2, .alert = {5}};
        auto batches = oneBatch(messages, recording.partitions, at(10, 6));
        batches[0].alerts = {alert};
        QVERIFY(recording.commit(batches));
    }
    auto explaining = settings(uri);
    explaining.explain = [](const RecordedScore& score) {
        return std::vector<Factor>{{"velocity", score.row.score, std::to_string(score.velocityCount), "10"}};
    };
    PgHistory history(explaining);
    const auto message = [&](std::int64_t offset) {
        return ask<StoredMessage>(history, [&](PgHistory& asked, auto answer) {
            asked.message({"upi_transactions", 0, offset}, at(10, 6), answer);
        });
    };
    QVERIFY(message(1)->alert == AlertId{5});
    QCOMPARE(message(1)->factors.size(), 1U);
    QCOMPARE(message(1)->factors[0].value, std::string("11"));
    QVERIFY(!message(2)->alert); // it fired nothing
    QVERIFY(message(2)->factors.empty());
    PgHistory plain(settings(uri));
    const auto itself = ask<StoredMessage>(plain, [](PgHistory& asked, auto answer) {
        asked.message({"upi_transactions", 0, 0}, at(10, 6), answer);
    });
    QVERIFY(itself->factors == alert.factors); // without a rule pack the alert's own will do
}

void TestPgHistory::aCancelledQuestionIsNotAnswered()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    auto one = settings(uri);
    one.connections = 1;
    auto blocker = connectTo(uri);
    QVERIFY(blocker.script("BEGIN; LOCK TABLE recorded_days, alerts IN ACCESS EXCLUSIVE MODE"));
    PgHistory history(one);
    std::atomic<int> answers{0};
    const auto count = [&](auto&&) { ++answers; };
    const auto running = history.rows({.drill = drillOf({})}, count);
    QTRY_COMPARE_WITH_TIMEOUT(halcyon::tests::ask(blocker, "SELECT count(*) FROM pg_locks WHERE NOT granted"),
        std::string("1"), 20'000);
    const auto queued = history.alerts(kWholeDay, 10, count);
    const auto start = Clock::now();
    history.cancel(queued);
    history.cancel(running);
    QVERIFY(Clock::now() - start < 1s); // it does not wait for the server
    QTRY_COMPARE_WITH_TIMEOUT( // and the server stopped too
        halcyon::tests::ask(blocker, "SELECT count(*) FROM pg_locks WHERE NOT granted"), std::string("0"),
        20'000);
    QVERIFY(blocker.script("COMMIT"));
    const auto next = ask<std::vector<Alert>>(
        history, [](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    QVERIFY2(next, next ? "" : next.error().message.c_str());
    QCOMPARE(answers.load(), 0);
    history.cancel(12345); // nobody's number
}

void TestPgHistory::longQuestionsLeaveAConnectionToShortOnes()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    auto blocker = connectTo(uri);
    QVERIFY(blocker.script(
        "BEGIN; LOCK TABLE recorded_days IN ACCESS EXCLUSIVE MODE")); // what summaries start with
    PgHistory history(settings(uri));
    std::vector<std::shared_ptr<Reply<DrillSummary>>> waiting;
    for (int i = 0; i < 5; ++i) {
        waiting.push_back(std::make_shared<Reply<DrillSummary>>());
        history.summary(drillOf({}), waiting.back()->answer());
    }
    const auto alerts = ask<std::vector<Alert>>(
        history, [](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    QVERIFY2(alerts, alerts ? "" : alerts.error().message.c_str());
    QVERIFY(blocker.script("COMMIT"));
    for (auto& reply : waiting)
        QVERIFY(reply->wait());
}

void TestPgHistory::whatTakesTooLongIsATimeout()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    auto blocker = connectTo(uri);
    QVERIFY(blocker.script("BEGIN; LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE"));
    auto hasty = settings(uri);
    hasty.statementTimeout = 1s;
    PgHistory history(hasty);
    const auto alerts = ask<std::vector<Alert>>(
        history, [](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    QVERIFY(!alerts);
    QVERIFY2(alerts.error().code == ErrorCode::Timeout, alerts.error().message.c_str());
}

void TestPgHistory::theServerMayGoAndComeBack()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    PgHistory history(settings(uri));
    const auto alerts = [&] {
        return ask<std::vector<Alert>>(
            history, [](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    };
    QVERIFY(alerts());
    QVERIFY(m_postgres->server().stop());
    const auto away = alerts();
    const auto stillAway = alerts();
    QVERIFY(m_postgres->server().start());
    QVERIFY(!away);
    QVERIFY2(away.error().code == ErrorCode::Connect, away.error().message.c_str());
    QVERIFY(!stillAway);
    const auto back = alerts();
    QVERIFY2(back, back ? "" : back.error().message.c_str());
}

void TestPgHistory::destructionStopsWhatRuns()
{
    const auto uri = m_postgres->freshDatabase();
    {
        Recording schema(uri);
    }
    auto blocker = connectTo(uri);
    QVERIFY(blocker.script("BEGIN; LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE"));
    std::atomic<int> answers{0};
    auto history = std::make_unique<PgHistory>(settings(uri));
    for (int i = 0; i < 10; ++i)
        history->alerts(kWholeDay, 10, [&](auto&&) { ++answers; });
    QTRY_VERIFY_WITH_TIMEOUT(
        halcyon::tests::ask(blocker, "SELECT count(*) FROM pg_locks WHERE NOT granted") != "0", 20'000);
    const auto start = Clock::now();
    history.reset();
    QVERIFY(Clock::now() - start < 6s);
    QCOMPARE(answers.load(), 0);
}

void TestPgHistory::whatIsWrongIsSaidInOneSentence_data()
{
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<int>("code");
    QTest::newRow("no server") << QStringLiteral("socket") << int(ErrorCode::Connect);
    QTest::newRow("no such database") << QStringLiteral("database") << int(ErrorCode::Access);
    QTest::newRow("no such role") << QStringLiteral("role") << int(ErrorCode::Access);
    QTest::newRow("an empty database") << QStringLiteral("empty") << int(ErrorCode::Missing);
    QTest::newRow("a newer schema") << QStringLiteral("newer") << int(ErrorCode::Conflict);
}

void TestPgHistory::whatIsWrongIsSaidInOneSentence()
{
    QFETCH(QString, wrong);
    QFETCH(int, code);
    auto uri = m_postgres->freshDatabase();
    if (wrong == QLatin1String("socket"))
        uri = "postgresql:///x?host=/tmp/nowhere-at-all";
    if (wrong == QLatin1String("database"))
        uri = m_postgres->uriOf("nowhere");
    if (wrong == QLatin1String("role"))
        uri.replace(uri.find("halcyon@"), 8, "stranger@");
    if (wrong == QLatin1String("newer")) {
        {
            Recording schema(uri);
        }
        auto session = connectTo(uri);
        QVERIFY(session.query("INSERT INTO schema_migrations VALUES (9999, 'future', 'x')"));
    }
    PgHistory history(settings(uri));
    const auto alerts = ask<std::vector<Alert>>(
        history, [](PgHistory& asked, auto answer) { asked.alerts(kWholeDay, 10, answer); });
    QVERIFY(!alerts);
    QVERIFY2(int(alerts.error().code) == code, alerts.error().message.c_str());
    const auto& message = alerts.error().message;
    QVERIFY2(message.find('\n') == std::string::npos && message.ends_with('.'), message.c_str());
}

QTEST_GUILESS_MAIN(TestPgHistory)
#include "tst_pg_history.moc"
