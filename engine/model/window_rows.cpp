#include "engine/model/window_rows.h"

#include <algorithm>
#include <numeric>

namespace halcyon::engine {

std::vector<std::size_t> sortedRows(const WindowRows& rows)
{
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        const auto keysA = rows.keysOf(a);
        const auto keysB = rows.keysOf(b);
        for (std::size_t i = 0; i < keysA.size(); ++i)
            if (keysA[i] != keysB[i])
                return keysA[i] < keysB[i];
        return rows.currencies[a].code() < rows.currencies[b].code();
    });
    return order;
}

} // namespace halcyon::engine
