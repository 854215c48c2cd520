// A recorder reduced to its store: `store_driver URI MESSAGES` commits made-up batches, 100 messages each,
// until that many are recorded, going on where the database says. What offset n holds depends on n alone, so
// what was recorded after any number of kills can be compared with what would have been without one.

#include "tests/pg/recording.h"
#include "tests/pg/window_schemas.h"

#include <cstdlib>
#include <iostream>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kBatch = 100;

MadeMessage messageAt(std::int64_t offset)
{
    auto made = upiRun(offset, 1).front();
    if (offset % 10 == 3)
        made.outcome.bucket = Bucket::Duplicate;
    if (offset % 10 == 5)
        made.outcome = {.bucket = Bucket::Late, .lateBy = 61s};
    if (offset % 10 == 7)
        made.rejection = Rejection{RejectStage::Decode, RejectReason::NotJson, "", "cut short"};
    return made;
}

Alert alertAt(std::int64_t offset)
{
    Alert alert;
    alert.id = {std::uint64_t(offset / (3 * kBatch))}; // every third batch opens one, the next two raise it
    alert.score = 25 + int(offset / kBatch % 3);
    alert.rule = "velocity";
    alert.entity = "asha@okaxis";
    alert.count = std::uint32_t(offset / kBatch % 3) + 1;
    alert.topic = "upi_transactions";
    alert.offset = offset;
    return alert;
}

WindowRows windowAt(std::int64_t offset)
{
    WindowRows rows;
    rows.schema = &windowSchema("upi_bank");
    rows.window.from = at(10, 0) + std::chrono::minutes{5 * (offset / kBatch)};
    rows.window.to = rows.window.from + 5min;
    rows.keys = {"okaxis"};
    rows.currencies = {Currency{}};
    rows.measures
        = {kBatch, AmountSum(wholeAmount(offset)), std::int64_t{1}, std::int64_t{1}, std::int64_t{1}, 0.5};
    return rows;
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 3)
        return 2;
    Recording recording(std::string(arguments[1]), "driver");
    if (!recording.state) {
        std::cerr << recording.state.error().message << '\n';
        return 1;
    }
    const auto end = std::int64_t(std::atoll(arguments[2]));
    const auto known = recording.state->nextOffsets.find({"upi_transactions", 0});
    for (auto offset = known == recording.state->nextOffsets.end() ? 0 : known->second; offset < end;
         offset += kBatch) {
        std::vector<MadeMessage> messages;
        for (auto i = offset; i < offset + kBatch; ++i)
            messages.push_back(messageAt(i));
        auto batches
            = oneBatch(messages, recording.partitions, at(10, 0) + std::chrono::seconds{offset / kBatch});
        batches[0].alerts.push_back(alertAt(offset));
        batches[0].windows.push_back(windowAt(offset));
        auto done = recording.commit(batches);
        if (done)
            done = recording.store.saveCheckpoint(
                {.throughId = recording.nextId - 1, .bytes = "state after " + std::to_string(offset)});
        if (!done) {
            std::cerr << done.error().message << '\n';
            return 1;
        }
    }
    return 0;
}
