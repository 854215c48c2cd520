#pragma once

#include "engine/model/window_rows.h"
#include "engine/window/log_histogram.h"
#include "engine/window/payment_totals.h"

#include <span>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// All that a window may know of one of its keys when it writes a row.
struct WindowCell {
    const PaymentTotals& totals;
    const LogHistogram* latency = nullptr; ///< microseconds; for the windows that show it
    std::uint64_t uniquePayers = 0;
    std::uint64_t uniqueDevices = 0;
};

/// How a window is computed: as a roll-up of the minute cube along none, one or
/// the other of its dimensions, or keyed by payee in the shards.
enum class WindowEngine : std::uint8_t { CubeAll, CubeFirst, CubeSecond, Payee };

/// One window of domain.md section 3: what it is called, how it is computed,
/// what it measures. The table is data: a window is added by a line here.
struct WindowDefinition {
    WindowSchema schema;
    WindowEngine engine = WindowEngine::CubeAll;
    bool countsDevices = false; ///< of the payee windows; all of them count payers
    void (*measure)(const WindowCell& cell, std::vector<MeasureValue>& row) = nullptr;
};

/// Every built-in window; entries never move.
[[nodiscard]] std::span<const WindowDefinition> builtInWindows();
/// Null for an id that the stream does not have.
[[nodiscard]] const WindowDefinition* findWindow(StreamId stream, std::string_view id);

} // namespace halcyon::engine
