// What the recorder's store costs: `bench_store [rows=1000000] [batch=10000] [rounds=5] [uri]`.
// Without a URI it starts a private server. Prints one JSON object a round and the median.

#include "engine/store/pg_recorder_store.h"
#include "tests/pg/private_postgres.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

using namespace halcyon;
using namespace halcyon::engine;
using Clock = std::chrono::steady_clock;

namespace {

double ownCpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds
        = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// CPU of a server and all its children, living and reaped.
double serverCpuSeconds(pid_t postmaster)
{
    double ticks = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string line;
        if (!std::getline(file, line))
            continue;
        const auto close = line.rfind(')');
        if (close == std::string::npos)
            continue;
        char state = 0;
        long parent = 0, skip = 0, user = 0, system = 0, childUser = 0, childSystem = 0;
        if (std::sscanf(line.c_str() + close + 2,
                "%c %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld", &state, &parent, &skip, &skip,
                &skip, &skip, &skip, &skip, &skip, &skip, &skip, &user, &system, &childUser, &childSystem)
            != 15)
            continue;
        const bool isMaster = entry.path().filename() == std::to_string(postmaster);
        if (isMaster)
            ticks += double(user + system + childUser + childSystem);
        else if (parent == postmaster)
            ticks += double(user + system);
    }
    return ticks / double(::sysconf(_SC_CLK_TCK));
}

/// As Python's isoformat() writes it: "2026-11-21T12:53:40.123456+00:00".
std::string isoWithOffset(EventTime time)
{
    auto text = formatIsoTime(time);
    text.pop_back();
    return text + "+00:00";
}

/// UPI payments as a producer writes them: 180 bytes, a million payers, merchants with a long tail.
class Payments {
public:
    ProcessedBatch next(std::size_t count, PartitionTable& partitions)
    {
        ProcessedBatch batch;
        auto& decoded = batch.decoded;
        decoded.source.readAt = wallClockNow();
        auto bytes = std::make_shared<TextArena>();
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto number = m_number++;
            const auto partition = std::int32_t(number % 8);
            add(batch, *bytes, partitions.intern("upi_transactions", partition, StreamId::Upi), i, number);
        }
        decoded.source.bytes = std::move(bytes);
        return batch;
    }

private:
    void add(ProcessedBatch& batch, TextArena& bytes, PartitionIndex partition, std::uint32_t index,
        std::int64_t number)
    {
        static constexpr std::array<const char*, 6> kBanks{
            "oksbi", "okhdfcbank", "ybl", "okaxis", "upi", "paytm"};
        const auto jitter = std::int64_t(m_random() % 400'000);
        const auto time = batch.decoded.source.readAt - std::chrono::microseconds{jitter};
        const auto user = m_random() % 1'000'000;
        const double tail = double(m_random()) / double(std::mt19937_64::max());
        const auto merchant = int(tail * tail * tail * 10'000);
        const auto status = PaymentStatus(1 + (m_random() % 100 < 92 ? 0 : m_random() % 2 + 1));
        const Amount amount{std::int64_t(1 + m_random() % 500'000) * 100};
        std::array<char, 512> json{};
        const int length = std::snprintf(json.data(), json.size(),
            R"({"txn_id": "T%09lld", "payer": "user%llu@%s", "payee": "merchant%d@upi", "amount": %s, "status": "%s", "timestamp": "%s"})",
            static_cast<long long>(number), static_cast<unsigned long long>(user),
            kBanks[user % kBanks.size()], merchant, formatAmount(amount).c_str(),
            std::string(statusName(status)).c_str(), isoWithOffset(time).c_str());
        const auto value = bytes.store(std::string_view(json.data(), std::size_t(length)));
        const auto part = [&](std::string_view before, char end) {
            const auto start = value.find(before) + before.size();
            return value.substr(start, value.find(end, start) - start);
        };
        batch.decoded.source.messages.push_back(
            {.value = value, .offset = number / 8, .recordTime = time, .partition = partition});
        PaymentText text{.id = part("\"txn_id\": \"", '"'),
            .payer = part("\"payer\": \"", '"'),
            .payee = part("\"payee\": \"", '"')};
        text.bank = text.payer.substr(text.payer.find('@') + 1);
        batch.decoded.texts.push_back(text);
        batch.decoded.payments.push_back(
            {.time = time, .amount = amount, .message = index, .status = status});
        const bool hasFired = m_random() % 50 == 0;
        batch.outcomes.push_back({.score = std::int16_t(hasFired ? 25 : 0),
            .firedRules = hasFired ? 1U : 0U,
            .velocityCount = 11});
    }

    std::int64_t m_number = 0;
    std::mt19937_64 m_random{20261121};
};

struct Figures {
    double wall = 0, client = 0, server = 0;
};

} // namespace

int main(int count, char** arguments)
{
    const auto argument
        = [&](int index, long fallback) { return index < count ? std::atol(arguments[index]) : fallback; };
    const auto rows = argument(1, 1'000'000);
    const auto batchSize = argument(2, 10'000);
    const auto rounds = argument(3, 5);
    std::optional<tests::PrivatePostgres> server;
    if (count <= 4)
        server.emplace();
    const std::string uri = count > 4 ? arguments[4] : server->freshDatabase();
    auto session = tests::connectTo(uri);
    const auto postmaster = pid_t(std::atoi(
        tests::ask(session, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)").c_str()));
    // Unpacking and indexes are done by hand below, so that their cost is a figure of its own.
    PgRecorderStore store({.connection = uri,
        .onTrouble = [](const std::string& text) { std::cerr << text << '\n'; },
        .tidyEvery = std::chrono::milliseconds{0}});
    const auto state = store.takeOver("bench");
    if (!state) {
        std::cerr << state.error().message << '\n';
        return 1;
    }
    PartitionTable partitions;
    Payments payments;
    auto nextId = state->lastId + 1;
    std::vector<Figures> all;
    for (long round = 0; round < rounds; ++round) {
        std::vector<ProcessedBatch> batches;
        for (long made = 0; made < rows; made += batchSize)
            batches.push_back(payments.next(std::size_t(batchSize), partitions));
        const auto walBefore = tests::ask(session, "SELECT pg_current_wal_insert_lsn()");
        const auto client = ownCpuSeconds();
        const auto cpu = serverCpuSeconds(postmaster);
        const auto start = Clock::now();
        for (const auto& batch : batches) {
            const auto done = store.commit(
                {.batches = std::span(&batch, 1), .partitions = &partitions, .firstId = nextId});
            if (!done) {
                std::cerr << done.error().message << '\n';
                return 1;
            }
            nextId += batchSize;
        }
        const double total = double(batchSize) * double(batches.size());
        const Figures figures{std::chrono::duration<double>(Clock::now() - start).count() / total * 1e9,
            (ownCpuSeconds() - client) / total * 1e9, (serverCpuSeconds(postmaster) - cpu) / total * 1e9};
        all.push_back(figures);
        const auto wal
            = std::atof(
                  tests::ask(session, "SELECT pg_current_wal_insert_lsn() - '" + walBefore + "'").c_str())
            / total;
        const auto blocks = tests::ask(session, "SELECT pg_total_relation_size('upi_blocks')");
        const auto later = serverCpuSeconds(postmaster);
        while (tests::ask(session, "SELECT halcyon_unpack(16)") != "0") { }
        (void)session.query("SELECT brin_summarize_new_values(indexrelid) FROM pg_index i JOIN pg_class c ON "
                            "c.oid = i.indrelid "
                            "JOIN pg_am a ON a.oid = (SELECT relam FROM pg_class WHERE oid = i.indexrelid) "
                            "WHERE a.amname = 'brin' AND c.relname LIKE 'upi_events_%' AND c.relkind = 'r'");
        std::printf("{\"rows\":%.0f,\"batch\":%ld,\"rows_per_second\":%.0f,\"client_cpu_ns\":%.0f,\"server_"
                    "cpu_ns\":%.0f,"
                    "\"unpack_cpu_ns\":%.0f,\"wal_bytes\":%.0f,\"block_bytes\":%.1f,\"heap_bytes\":%s,"
                    "\"index_bytes\":%s}\n",
            total, batchSize, 1e9 / figures.wall, figures.client, figures.server,
            (serverCpuSeconds(postmaster) - later) / total * 1e9, wal, std::atof(blocks.c_str()) / total,
            tests::ask(session,
                "SELECT round(sum(pg_relation_size(inhrelid)) / (SELECT last_id FROM recorder), 1) FROM "
                "pg_inherits WHERE inhparent = 'upi_event_rows'::regclass")
                .c_str(),
            tests::ask(session,
                "SELECT round(sum(pg_relation_size(inhrelid)) / (SELECT last_id FROM recorder), 1) FROM "
                "pg_inherits WHERE inhparent = 'upi_events_brin'::regclass")
                .c_str());
        std::fflush(stdout);
    }
    const auto median = [&](double Figures::*field) {
        std::vector<double> values;
        for (const auto& figures : all)
            values.push_back(figures.*field);
        std::nth_element(values.begin(), values.begin() + long(values.size()) / 2, values.end());
        return values[values.size() / 2];
    };
    std::printf("{\"name\":\"store\",\"batch\":%ld,\"rows_per_second\":%.0f,\"client_cpu_ns\":%.0f,\"server_"
                "cpu_ns\":%.0f}\n",
        batchSize, 1e9 / median(&Figures::wall), median(&Figures::client), median(&Figures::server));
    return 0;
}
