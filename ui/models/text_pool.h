#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace halcyon::ui {

/// Many short texts in one block, for models with millions of rows: 4 bytes a
/// reference and no allocation a text. Texts are never removed.
class TextPool {
public:
    using Place = std::uint32_t;

    /// Up to 255 bytes are kept; a longer text is cut at a character's start.
    Place add(std::string_view text);
    [[nodiscard]] std::string_view at(Place place) const
    {
        const auto length = std::uint8_t(m_bytes[place]);
        return std::string_view(m_bytes).substr(place + 1, length);
    }
    [[nodiscard]] std::size_t bytes() const { return m_bytes.size(); }

private:
    std::string m_bytes; // a length byte, then the text, again and again
};

} // namespace halcyon::ui
