#include "ui/models/text_pool.h"

namespace halcyon::ui {

TextPool::Place TextPool::add(std::string_view text)
{
    constexpr std::size_t kLongest = 255;
    if (text.size() > kLongest) {
        std::size_t end = kLongest;
        while (
            end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) // inside a UTF-8 character
            --end;
        text = text.substr(0, end);
    }
    const auto place = Place(m_bytes.size());
    m_bytes.push_back(char(static_cast<unsigned char>(text.size())));
    m_bytes.append(text);
    return place;
}

} // namespace halcyon::ui
