#pragma once

#include <QString>

#include <cstddef>
#include <string_view>

namespace halcyon::ui {

/// "0040  70 69 22 2c 22 61 6d 6f  75 6e 74 22 3a 22 37 2c  pi","amount":"7,", a line for
/// every 16 bytes. Bytes that are no printable ASCII show as dots at the right.
[[nodiscard]] QString hexDump(std::string_view bytes);

/// Where a byte stands in its line of the dump.
struct HexPlace {
    int line = 0;
    int hexColumn = 0; ///< two characters
    int textColumn = 0; ///< one character
};
[[nodiscard]] HexPlace hexPlaceOf(std::size_t byte);

} // namespace halcyon::ui
