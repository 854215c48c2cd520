#pragma once

#include "engine/model/event_time.h"
#include "engine/model/money.h"
#include "engine/model/stream.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halcyon::engine {

/// One cell of a window's row: nothing, a count, an exact sum, a ratio or average.
using MeasureValue = std::variant<std::monostate, std::int64_t, AmountSum, double>;

/// What SQL type a measure has, and with it how it is written.
enum class MeasureType : std::uint8_t { Count, Money, Real };

struct MeasureColumn {
    std::string_view name;
    MeasureType type = MeasureType::Count;
};

/// A window of domain.md section 3 as others see it: its name, shape and columns.
struct WindowSchema {
    std::string_view id; ///< "gold"; its table is window_gold
    StreamId stream = StreamId::Upi; ///< the window "minute" has one schema a stream
    std::chrono::minutes length{1};
    std::chrono::minutes slide{1}; ///< = length for a tumbling window
    std::vector<std::string_view> keys;
    std::vector<MeasureColumn> measures;
};

/// The rows of one window at one window start, final once the watermark passed
/// its end. In no promised order: who shows them sorts them (`sortedRows`).
struct WindowRows {
    const WindowSchema* schema = nullptr;
    TimeRange window;
    std::vector<std::string> keys; ///< row-major, schema->keys.size() a row
    std::vector<Currency> currencies; ///< one a row: amounts of two currencies are two rows
    std::vector<MeasureValue> measures; ///< row-major, schema->measures.size() a row

    [[nodiscard]] std::size_t size() const noexcept { return currencies.size(); }
    [[nodiscard]] std::span<const std::string> keysOf(std::size_t row) const noexcept
    {
        return std::span(keys).subspan(row * schema->keys.size(), schema->keys.size());
    }
    [[nodiscard]] std::span<const MeasureValue> measuresOf(std::size_t row) const noexcept
    {
        return std::span(measures).subspan(row * schema->measures.size(), schema->measures.size());
    }
};

/// Row numbers by keys (bytewise), then currency.
[[nodiscard]] std::vector<std::size_t> sortedRows(const WindowRows& rows);

} // namespace halcyon::engine
