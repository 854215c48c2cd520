#include "engine/codec/payment_decoder.h"
#include "engine/codec/payment_json.h"
#include "engine/ingest/daily_shape.h"
#include "engine/ingest/key_partition.h"
#include "engine/ingest/traffic_generator.h"
#include "engine/ingest/traffic_run.h"
#include "engine/ingest/weighted_choice.h"
#include "engine/model/hashed.h"
#include "engine/runtime/payment_processor.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace halcyon::engine;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// A Monday, 15:30 in India.
constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + 10h};

TrafficOptions bothStreams()
{
    return {.seed = 7,
        .topics = {{StreamId::Upi, "upi_transactions", 4}, {StreamId::Transactions, "transactions", 3}},
        .start = kStart,
        .eventsPerSecond = 500};
}

std::unique_ptr<TrafficGenerator> generator(const TrafficOptions& options)
{
    return TrafficGenerator::create(options, true).value();
}

/// All of a message in one line.
std::string picture(const TrafficMessage& message)
{
    std::string text = std::string(message.topic) + "[" + std::to_string(message.partition) + "] "
        + formatIsoTime(message.recordTime) + " " + (message.hasKey ? message.key : "-") + " "
        + (message.isTombstone ? "null" : message.value);
    for (const auto& [name, value] : message.headers)
        text += " " + std::string(name) + "=" + std::string(value);
    return text;
}

std::uint64_t fingerprint(const TrafficOptions& options, int count)
{
    const auto traffic = generator(options);
    std::uint64_t hash = 0;
    for (int i = 0; i < count; ++i)
        hash = combineHashes(hash, hashText(picture(traffic->next())));
    return combineHashes(hash, hashText(traffic->truth().toJson(options)));
}

/// What the decoder makes of traffic.
struct Decoded {
    std::vector<std::string> events; ///< as JSON, with the tag of their content, or why there is none
    std::size_t bytes = 0; ///< of all messages
};

Decoded decoded(const TrafficOptions& options, int count)
{
    const auto traffic = generator(options);
    PaymentDecoder decoder = PaymentDecoder::create(defaultStreamSettings()).value();
    ZoneClock utc = ZoneClock::create("UTC").value();
    Decoded result;
    for (int i = 0; i < count; ++i) {
        const TrafficMessage& message = traffic->next();
        result.bytes += message.value.size();
        MessageBatch batch;
        batch.readAt = message.recordTime;
        batch.messages.push_back({.value = message.value,
            .recordTime = message.recordTime,
            .stream = message.stream,
            .isTombstone = message.isTombstone});
        const DecodedBatch decodedBatch = decoder.decode(std::move(batch));
        std::string& event = result.events.emplace_back();
        for (const DeadLetter& letter : decodedBatch.deadLetters)
            event = std::string(reasonName(letter.rejection.reason)) + " " + letter.rejection.field;
        for (std::size_t p = 0; p < decodedBatch.payments.size(); ++p) {
            appendPaymentJson(event, decodedBatch.payments[p], decodedBatch.texts[p], utc);
            event += " " + std::to_string(decodedBatch.payments[p].contentTag);
        }
    }
    return result;
}

/// What the engine itself makes of traffic, read in the order of making.
struct Verdict {
    std::map<std::string, std::map<std::string, std::uint64_t>> buckets; ///< by stream
    std::map<std::string, std::map<std::string, std::uint64_t>> rejections;
    std::map<std::string, AmountSum> accepted; ///< clean and late
    std::map<std::string, std::set<std::string>> firedOf; ///< by payer: ids with an alert's score
};

class Judge {
public:
    Judge()
        : m_settings(defaultStreamSettings())
        , m_packs(loadRulePacks(std::nullopt).value())
        , m_decoder(PaymentDecoder::create(m_settings).value())
        , m_processor(m_settings, m_packs, m_partitions)
    {
    }

    Verdict judge(TrafficGenerator& traffic, int count)
    {
        Verdict verdict;
        for (int done = 0; done < count;) {
            MessageBatch batch;
            auto lines = std::make_shared<std::vector<TrafficMessage>>();
            for (int i = 0; i < 1000 && done < count; ++i, ++done)
                lines->push_back(traffic.next());
            for (const auto& line : *lines) {
                const auto partition = m_partitions.intern(line.topic, line.partition, line.stream);
                batch.messages.push_back({.value = line.value,
                    .key = line.key,
                    .offset = m_offsets[partition]++,
                    .recordTime = line.recordTime,
                    .partition = partition,
                    .stream = line.stream,
                    .isTombstone = line.isTombstone,
                    .hasKey = line.hasKey});
            }
            batch.readAt = lines->back().recordTime;
            batch.bytes = lines;
            note(m_processor.process(m_decoder.decode(std::move(batch))), verdict);
        }
        return verdict;
    }

private:
    void note(const ProcessedBatch& batch, Verdict& verdict)
    {
        const auto& messages = batch.decoded.source.messages;
        for (const auto& letter : batch.decoded.deadLetters) {
            const auto stream = std::string(streamName(messages[letter.message].stream));
            ++verdict.buckets[stream]["dead_letter"];
            ++verdict.rejections[stream][std::string(reasonName(letter.rejection.reason))];
        }
        for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
            const auto& payment = batch.decoded.payments[i];
            const auto& outcome = batch.outcomes[i];
            const auto stream = std::string(streamName(payment.stream));
            const char* bucket = outcome.bucket == Bucket::Clean ? "clean"
                : outcome.bucket == Bucket::Late                 ? "late"
                                                                 : "duplicate";
            ++verdict.buckets[stream][bucket];
            if (outcome.bucket != Bucket::Duplicate)
                verdict.accepted[stream].add(payment.amount);
            if (outcome.score >= m_packs[indexOf(payment.stream)].alertFrom())
                verdict.firedOf[std::string(batch.decoded.texts[i].payer)].emplace(batch.decoded.texts[i].id);
        }
    }

    AllStreamSettings m_settings;
    RulePacks m_packs;
    PartitionTable m_partitions;
    PaymentDecoder m_decoder;
    PaymentProcessor m_processor;
    std::map<PartitionIndex, std::int64_t> m_offsets;
};

} // namespace

class TestTrafficGenerator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameBytesOnEveryMachine()
    {
        auto options = demoTraffic(42, kStart);
        // A constant, so that a change of what a seed means is a decision, not an accident.
        constexpr std::uint64_t kFingerprint = 3574484463140988125U;
        QCOMPARE(fingerprint(options, 20'000), kFingerprint);
        options.seed = 43;
        QVERIFY(fingerprint(options, 20'000) != kFingerprint);
    }

    void theEngineFindsExactlyWhatTheTruthSays_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<bool>("isAvro");
        QTest::newRow("seed 1") << quint64{1} << false;
        QTest::newRow("seed 2") << quint64{2} << false;
        QTest::newRow("seed 1, Avro") << quint64{1} << true;
    }
    void theEngineFindsExactlyWhatTheTruthSays()
    {
        QFETCH(quint64, seed);
        QFETCH(bool, isAvro);
        auto options = bothStreams();
        options.seed = seed;
        options.encoding = isAvro ? Encoding::Avro : Encoding::Json;
        options.duplicatePercent = 2;
        options.latePercent = 1.5;
        options.badPercent = 3;
        const auto traffic = generator(options);

        const auto verdict = Judge().judge(*traffic, 50'000);

        const auto truth = json::parse(traffic->truth().toJson(options))["streams"];
        for (const auto* stream : {"upi", "transactions"}) {
            const auto& told = truth[stream];
            const auto& found = verdict.buckets.at(stream);
            QCOMPARE(told["clean"]["count"].get<std::uint64_t>(), found.at("clean"));
            QCOMPARE(told["late"]["count"].get<std::uint64_t>(), found.at("late"));
            QCOMPARE(told["duplicate"].get<std::uint64_t>(), found.at("duplicate"));
            const auto rejections = told["dead_letter"].get<std::map<std::string, std::uint64_t>>();
            QCOMPARE(json(rejections).dump(), json(verdict.rejections.at(stream)).dump());
            QVERIFY(rejections.count("future") && rejections.size() >= 6);
        }
    }

    void isTheSamePaymentsInAvro()
    {
        auto options = bothStreams();
        options.badPercent = 10;
        const auto inJson = decoded(options, 20'000);
        options.encoding = Encoding::Avro;
        const auto inAvro = decoded(options, 20'000);

        QCOMPARE(inAvro.events, inJson.events);
        QVERIFY(inAvro.bytes < inJson.bytes * 6 / 10);
    }

    void sumsOfTheTruthAreExact()
    {
        auto options = bothStreams();
        options.latePercent = 2;
        const auto traffic = generator(options);
        const auto verdict = Judge().judge(*traffic, 50'000);

        const auto truth = json::parse(traffic->truth().toJson(options))["streams"];
        for (const auto* stream : {"upi", "transactions"}) {
            AmountSum told;
            AmountSum byMinute;
            for (const auto* kind : {"clean", "late"})
                told.add(parseAmount(truth[stream][kind]["amount"].get<std::string>()).amount);
            for (const auto& minute : truth[stream]["minutes"]) {
                byMinute.add(parseAmount(minute["amount"].get<std::string>()).amount);
                byMinute.add(parseAmount(minute["late_amount"].get<std::string>()).amount);
            }
            QCOMPARE(formatAmount(told), formatAmount(verdict.accepted.at(stream)));
            QCOMPARE(formatAmount(byMinute), formatAmount(told));
        }
    }

    void pendingPaymentsGetTheirOutcome()
    {
        const auto options = bothStreams();
        const auto traffic = generator(options);
        std::map<std::string, std::vector<std::string>> statuses;
        for (int i = 0; i < 50'000; ++i) {
            const auto& message = traffic->next();
            if (message.stream == StreamId::Upi) {
                const auto event = json::parse(message.value);
                statuses[event["txn_id"]].push_back(event["status"]);
            }
        }
        std::map<std::string, std::uint64_t> newest;
        std::uint64_t settled = 0;
        for (const auto& [id, of] : statuses) {
            ++newest[of.back()];
            QVERIFY(of.size() == 1 || (of.size() == 2 && of[0] == "PENDING" && of[1] != "PENDING"));
            settled += of.size() - 1;
        }
        QVERIFY(settled > 500);
        const auto told = json::parse(traffic->truth().toJson(options))["streams"]["upi"]["by_newest_status"];
        for (const auto& [status, count] : newest)
            QCOMPARE(told[status]["count"].get<std::uint64_t>(), count);
    }

    void storiesTripTheRulesTheyShould_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::newRow("velocity-burst") << QStringLiteral("velocity-burst");
        QTest::newRow("failed-burst") << QStringLiteral("failed-burst");
        QTest::newRow("card-testing") << QStringLiteral("card-testing");
    }
    void storiesTripTheRulesTheyShould()
    {
        QFETCH(QString, scenario);
        auto options = bothStreams();
        options.scenarios = {{parseScenarioName(scenario.toStdString()).value(), 2s, 20s}};
        const auto traffic = generator(options);

        const auto verdict = Judge().judge(*traffic, 50'000);

        const auto stories = json::parse(traffic->truth().toJson(options))["stories"];
        QVERIFY(stories.size() >= 5);
        for (const auto& story : stories) {
            const auto trips = story["trips"].get<std::set<std::string>>();
            if (trips.empty())
                continue; // the last one, not told to its end
            QCOMPARE(json(verdict.firedOf.at(story["entity"])).dump(), json(trips).dump());
        }
    }

    void aSkewedClockMakesFutureAndLateEvents()
    {
        auto options = bothStreams();
        options.scenarios = {{TrafficScenario::ClockSkew, 15s, 60s}};
        const auto traffic = generator(options);

        const auto verdict = Judge().judge(*traffic, 60'000);

        const auto upi = json::parse(traffic->truth().toJson(options))["streams"]["upi"];
        QVERIFY(upi["late"]["count"].get<std::uint64_t>() >= 12);
        QCOMPARE(upi["late"]["count"].get<std::uint64_t>(), verdict.buckets.at("upi").at("late"));
        QCOMPARE(
            upi["dead_letter"]["future"].get<std::uint64_t>(), verdict.rejections.at("upi").at("future"));
    }

    void aBankThatIsDownFails()
    {
        auto options = bothStreams();
        options.scenarios = {{TrafficScenario::BankDown, 60s, 600s}};
        const auto traffic = generator(options);
        std::map<std::pair<std::string, bool>, std::pair<double, double>>
            failures; // by bank and outage: of how many
        const auto outage = [&] { return json::parse(traffic->truth().toJson(options))["stories"]; };
        for (int i = 0; i < 25'000; ++i)
            (void)traffic->next();
        QVERIFY(outage().empty());
        while (outage().empty()) {
            for (int i = 0; i < 500; ++i)
                (void)traffic->next();
        }
        const auto story = outage()[0];
        for (int i = 0; i < 15'000; ++i) {
            const auto& message = traffic->next();
            if (message.stream != StreamId::Upi)
                continue;
            const auto event = json::parse(message.value);
            const std::string payer = event["payer"];
            auto& [failed, all] = failures[{payer.substr(payer.find('@') + 1), true}];
            failed += event["status"] == "FAILED" ? 1 : 0;
            all += event["status"] == "PENDING" ? 0 : 1;
        }
        for (const auto& [bank, rate] : failures) {
            const bool isDown = bank.first == story["entity"].get<std::string>();
            QVERIFY2((rate.first / rate.second > 0.5) == isDown, bank.first.c_str());
        }
    }

    void hasTheFieldsOfTheSeedProjects()
    {
        const auto traffic = generator(bothStreams());
        std::set<std::string> upi;
        std::set<std::string> shop;
        for (int i = 0; i < 5000; ++i) {
            const auto& message = traffic->next();
            const auto event = json::parse(message.value);
            for (const auto& [name, value] : event.items())
                (message.stream == StreamId::Upi ? upi : shop).insert(name);
            const std::string time = event["timestamp"];
            QCOMPARE(time.ends_with("+00:00"), message.stream == StreamId::Upi);
            QCOMPARE(message.hasKey, message.stream == StreamId::Transactions);
            if (message.hasKey)
                QCOMPARE(message.key, std::to_string(event["user_id"].get<int>()));
        }
        const std::set<std::string> w1{"txn_id", "payer", "payee", "amount", "status", "timestamp",
            "error_code", "device_id", "channel"};
        const std::set<std::string> w5{"transaction_id", "user_id", "amount", "merchant", "timestamp",
            "is_fraud", "payment_method", "location", "device_id"};
        QCOMPARE(json(upi).dump(), json(w1).dump());
        QCOMPARE(json(shop).dump(), json(w5).dump());
    }

    void looksLikeRealTraffic()
    {
        const auto traffic = generator(bothStreams());
        std::map<std::string, int> banks;
        std::map<std::string, int> payees;
        std::map<std::string, int> countries;
        std::set<std::string> ids;
        int whole = 0;
        int all = 0;
        for (int i = 0; i < 50'000; ++i) {
            const auto& message = traffic->next();
            const auto event = json::parse(message.value);
            if (message.stream == StreamId::Upi) {
                const std::string payer = event["payer"];
                ++banks[payer.substr(payer.find('@') + 1)];
                ++payees[event["payee"]];
                whole += event["amount"].is_number_integer() ? 1 : 0;
                ++all;
            } else {
                const std::string location = event["location"];
                const auto comma = location.find(", ");
                ++countries[comma == std::string::npos ? "" : location.substr(comma + 2)];
            }
        }
        QVERIFY(banks.size() >= 8);
        QVERIFY(payees.size() > 3000);
        QVERIFY(payees["merchant1@upi"] > 20 * payees["merchant2000@upi"]); // a long tail
        QVERIFY(whole > all / 3 && whole < all * 9 / 10);
        QVERIFY(countries.size() > 12 && countries[""] > 0);
        for (const auto& [country, count] : countries)
            QVERIFY2(count <= countries["India"], country.c_str());
    }

    void followsTheDayOfIndia()
    {
        const auto at = [](int hour, int minute) {
            return activityAt(StreamId::Upi,
                EventTime(std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}) + std::chrono::hours(hour)
                    + std::chrono::minutes(minute));
        };
        QVERIFY(at(22, 0) < 100); // 03:30 in India
        QVERIFY(at(14, 0) > 1900); // 19:30

        // The mean over a week is 1000, so that a rate is a rate.
        std::int64_t sum = 0;
        for (int minute = 0; minute < 7 * 1440; ++minute)
            sum += activityAt(StreamId::Transactions, kStart + std::chrono::minutes(minute));
        QVERIFY(std::abs(sum / (7 * 1440) - 1000) <= 2);
    }

    void weekendsDiffer_data()
    {
        QTest::addColumn<int>("stream");
        QTest::addColumn<int>("quietest"); // day of January 2026; the 4th is a Sunday
        QTest::addColumn<int>("busiest");
        QTest::newRow("upi: Sunday is the quietest") << int(StreamId::Upi) << 4 << 3;
        QTest::newRow("transactions: Sunday is the busiest") << int(StreamId::Transactions) << 6 << 4;
    }
    void weekendsDiffer()
    {
        QFETCH(int, stream);
        QFETCH(int, quietest);
        QFETCH(int, busiest);
        const auto noon = [&](int day) {
            return activityAt(StreamId(stream),
                EventTime(std::chrono::sys_days{std::chrono::year{2026} / 1 / day}) + 6h + 30min);
        };
        QVERIFY(noon(busiest) > noon(quietest) * 105 / 100);
        for (int day = 4; day < 11; ++day)
            QVERIFY(noon(day) >= noon(quietest) && noon(day) <= std::max(noon(busiest), noon(busiest + 7)));
    }

    void moneyStoriesAreWhatTheirRulesLookFor_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::newRow("mule") << QStringLiteral("mule");
        QTest::newRow("pass-through") << QStringLiteral("pass-through");
        QTest::newRow("structuring") << QStringLiteral("structuring");
    }
    void moneyStoriesAreWhatTheirRulesLookFor()
    {
        QFETCH(QString, scenario);
        auto options = bothStreams();
        options.scenarios = {{parseScenarioName(scenario.toStdString()).value(), 2s, 1000s}};
        const auto traffic = generator(options);
        std::map<std::string, json> events; // by id
        for (int i = 0; i < 100'000; ++i) {
            const auto& message = traffic->next();
            if (message.stream != StreamId::Upi)
                continue;
            const auto event = json::parse(message.value);
            events.emplace(event["txn_id"].get<std::string>(), event);
        }
        const auto stories = json::parse(traffic->truth().toJson(options))["stories"];
        QCOMPARE(stories.size(), 1U);
        const std::string entity = stories[0]["entity"];
        std::set<std::string> payers;
        double in = 0;
        double out = 0;
        std::size_t nearLimit = 0;
        for (const std::string id : stories[0]["ids"]) {
            const auto& event = events.at(id);
            const double amount = event["amount"];
            (event["payer"] == entity ? out : in) += amount;
            nearLimit += event["payer"] == entity && amount >= 95'000 && amount < 100'000 ? 1 : 0;
            payers.insert(event["payer"]);
        }
        if (scenario == QStringLiteral("mule"))
            QVERIFY(payers.size() > 30);
        else if (scenario == QStringLiteral("pass-through"))
            QVERIFY(in >= 1'000 && out >= 0.9 * in && out <= in);
        else
            QVERIFY(nearLimit >= 3 && nearLimit == stories[0]["ids"].size());
        QVERIFY(!stories[0]["trips"].empty());
    }

    void keepsTheRateThatWasAskedFor_data()
    {
        QTest::addColumn<double>("rate");
        QTest::newRow("slow") << 20.0;
        QTest::newRow("fast") << 10'000.0;
    }
    void keepsTheRateThatWasAskedFor()
    {
        QFETCH(double, rate);
        auto options = bothStreams();
        options.eventsPerSecond = rate;
        options.duplicatePercent = 1;
        const auto traffic = generator(options);
        const int count = int(rate * 20);
        EventTime last{};
        for (int i = 0; i < count; ++i) {
            const EventTime time = traffic->next().recordTime;
            QVERIFY(time >= last); // in the order of writing
            last = time;
        }
        const double seconds = std::chrono::duration<double>(last - kStart).count();
        QVERIFY2(seconds > 18 && seconds < 22, std::to_string(seconds).c_str());
    }

    void repeatsDueAfterTheEndComeAtTheEnd_data()
    {
        QTest::addColumn<bool>("endsByCount");
        QTest::newRow("ended by a count, of which they are part") << true;
        QTest::newRow("ended by a time") << false;
    }
    void repeatsDueAfterTheEndComeAtTheEnd()
    {
        QFETCH(bool, endsByCount);
        auto options = bothStreams();
        options.duplicatePercent = 100;
        const auto traffic = generator(options);
        const TrafficPace pace = endsByCount ? TrafficPace{.count = 1000} : TrafficPace{.duration = 1s};
        std::map<std::string, int> copies;
        EventTime last{};
        bool isInOrder = true;
        std::atomic<std::uint64_t> made{0};
        const auto outcome = runTraffic(*traffic, pace,
            [&](const TrafficMessage& message) {
                ++copies[message.value];
                isInOrder = isInOrder && message.recordTime >= last;
                last = message.recordTime;
                return Result<void>();
            },
            made, {});

        QVERIFY(outcome.has_value() && isInOrder);
        QVERIFY(last < kStart + 4s);
        QVERIFY(std::ranges::all_of(copies, [](const auto& message) { return message.second == 2; }));
        QCOMPARE(made.load(), 2 * copies.size());
        QVERIFY(endsByCount ? made == 1000 : made > 300);
        const auto truth = json::parse(traffic->truth().toJson(options))["streams"];
        QCOMPARE(truth["upi"]["duplicate"].get<std::size_t>()
                + truth["transactions"]["duplicate"].get<std::size_t>(),
            copies.size());
    }

    void skipsWhatNobodyCouldSend()
    {
        const auto traffic = generator(bothStreams());
        (void)traffic->next();

        traffic->skipTo(kStart + 2h);

        QVERIFY(traffic->next().recordTime >= kStart + 2h);
    }

    void tellsNoStoriesOfTheTimeSkipped()
    {
        auto options = bothStreams();
        options.scenarios = {{TrafficScenario::VelocityBurst, 2s, 10s}};
        const auto traffic = generator(options);
        (void)traffic->next();

        traffic->skipTo(kStart + 2h);
        for (int i = 0; i < 2000; ++i)
            (void)traffic->next();

        const auto stories = json::parse(traffic->truth().toJson(options))["stories"];
        QVERIFY(!stories.empty() && stories.size() < 4);
        for (const auto& story : stories)
            QVERIFY(story["from"].get<std::string>() >= formatIsoTime(kStart + 2h));
    }

    void saysWhenTheNextComesWithoutMakingIt()
    {
        auto options = demoTraffic(5, kStart);
        const auto traffic = generator(options);
        const auto untold = generator(options);
        for (int i = 0; i < 5000; ++i) {
            const EventTime time = traffic->nextTime();
            QCOMPARE(traffic->nextTime(), time);
            const auto& message = traffic->next();
            QCOMPARE(message.recordTime, time);
            QCOMPARE(picture(message), picture(untold->next()));
        }
    }

    void refusesOptionsThatMakeNoSense_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("bad");
        QTest::addColumn<int>("partitions");
        QTest::newRow("rate 0") << 0.0 << 0.0 << 1;
        QTest::newRow("rate NaN") << std::nan("") << 0.0 << 1;
        QTest::newRow("bad 101 %") << 10.0 << 101.0 << 1;
        QTest::newRow("bad -1 %") << 10.0 << -1.0 << 1;
        QTest::newRow("no partition") << 10.0 << 0.0 << 0;
    }
    void refusesOptionsThatMakeNoSense()
    {
        QFETCH(double, rate);
        QFETCH(double, bad);
        QFETCH(int, partitions);
        auto options = bothStreams();
        options.eventsPerSecond = rate;
        options.badPercent = bad;
        options.topics[0].partitions = partitions;

        QCOMPARE(TrafficGenerator::create(options, false).error().code, ErrorCode::Usage);
    }

    void refusesAScenarioWithoutItsStream()
    {
        auto options = bothStreams();
        options.topics.erase(options.topics.begin());
        options.scenarios = {{TrafficScenario::FailedBurst}};

        const auto traffic = TrafficGenerator::create(options, false);

        QCOMPARE(traffic.error().message, "Scenario failed-burst needs --stream upi.");
    }

    void choosesPartitionsAsKafkasClientsDo_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("hash");
        // From the tests of Kafka's own Java client.
        QTest::newRow("21") << QByteArray("21") << -973932308;
        QTest::newRow("foobar") << QByteArray("foobar") << -790332482;
        QTest::newRow("long") << QByteArray("a-little-bit-long-string") << -985981536;
        QTest::newRow("longer") << QByteArray("a-little-bit-longer-string") << -1486304829;
        QTest::newRow("much longer") << QByteArray("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")
                                     << -58897971;
        QTest::newRow("abc") << QByteArray("abc") << 479470107;
    }
    void choosesPartitionsAsKafkasClientsDo()
    {
        QFETCH(QByteArray, key);
        QFETCH(int, hash);
        for (const int partitions : {1, 3, 4, 100, 1999})
            QCOMPARE(partitionForKey(key.toStdString(), partitions), (hash & 0x7fffffff) % partitions);
    }

    void drawsInProportionToWeights()
    {
        const std::vector<std::uint64_t> weights{1, 0, 5, 94};
        const WeightedChoice choice(weights);
        TrafficRandom random(3);
        std::vector<int> drawn(weights.size());
        for (int i = 0; i < 200'000; ++i)
            ++drawn[choice.draw(random)];

        QCOMPARE(drawn[1], 0);
        for (const std::size_t i : {0U, 2U, 3U})
            QVERIFY(std::abs(drawn[i] / 2000.0 - double(weights[i])) < 0.4);
    }
};

QTEST_GUILESS_MAIN(TestTrafficGenerator)
#include "tst_traffic_generator.moc"
