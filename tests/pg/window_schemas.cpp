#include "tests/pg/window_schemas.h"

#include "engine/window/window_table.h"

#include <algorithm>
#include <stdexcept>

namespace halcyon::tests {

using namespace halcyon::engine;

const WindowSchema& windowSchema(std::string_view id, std::string_view measure)
{
    const auto& windows = builtInWindows();
    const auto found = std::find_if(windows.begin(), windows.end(), [&](const WindowDefinition& window) {
        return window.schema.id == id
            && std::any_of(window.schema.measures.begin(), window.schema.measures.end(),
                [&](const MeasureColumn& column) { return column.name == measure; });
    });
    if (found == windows.end())
        throw std::runtime_error("no such window");
    return found->schema;
}

} // namespace halcyon::tests
