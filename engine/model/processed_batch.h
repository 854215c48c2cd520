#pragma once

#include "engine/model/alert.h"
#include "engine/model/decoded_batch.h"
#include "engine/model/ledger.h"
#include "engine/model/window_rows.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace halcyon::engine {

/// What processing decided about one payment.
struct Outcome {
    Bucket bucket = Bucket::Clean;
    bool isConflict = false; ///< a duplicate whose payload differed
    std::int16_t score = 0; ///< 0 for duplicates
    std::uint32_t firedRules = 0; ///< bit n = the n-th rule of the stream's pack
    std::uint32_t velocityCount = 0; ///< the payer's payments in the velocity rule's span, this one included
    std::uint32_t failedCount = 0; ///< upi: the payer's FAILED in the failed_burst rule's span
    std::chrono::microseconds lateBy{0}; ///< how far behind the watermark a late event was
    AlertId alert; ///< the alert it raised or joined; 0 = none
};

/// How far a stream has come, after a batch.
struct StreamProgress {
    EventTime watermark{};
    EventTime newest{}; ///< largest event time seen
    bool hasEvents = false;
};

/// A batch after all stages: what both sinks receive (architecture.md section 1).
struct ProcessedBatch {
    DecodedBatch decoded;
    std::vector<Outcome> outcomes; ///< outcomes[i] belongs to decoded.payments[i]
    std::vector<Alert> alerts; ///< new, or known ones whose count or score rose; in order
    std::vector<WindowRows> windows; ///< became final in this batch
    std::array<StreamProgress, kStreamCount> progress{};
};

} // namespace halcyon::engine
