#include "ui/format/hex_text.h"

namespace halcyon::ui {

namespace {

constexpr std::size_t kBytesPerLine = 16;
constexpr int kHexStart = 6; // behind the address and two spaces
constexpr int kTextStart = 56;

QString hexLine(std::string_view bytes, std::size_t start)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    QString line(kTextStart, u' ');
    line.replace(0, 4, QStringLiteral("%1").arg(start & 0xFFFF, 4, 16, QChar(u'0')));
    for (std::size_t i = start; i < std::min(bytes.size(), start + kBytesPerLine); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const HexPlace place = hexPlaceOf(i);
        line[place.hexColumn] = QLatin1Char(kDigits[byte >> 4]);
        line[place.hexColumn + 1] = QLatin1Char(kDigits[byte & 15]);
        line += byte >= 0x20 && byte < 0x7F ? QLatin1Char(char(byte)) : QLatin1Char('.');
    }
    return line;
}

} // namespace

HexPlace hexPlaceOf(std::size_t byte)
{
    const int column = int(byte % kBytesPerLine);
    return {int(byte / kBytesPerLine), kHexStart + column * 3 + (column >= 8 ? 1 : 0), kTextStart + column};
}

QString hexDump(std::string_view bytes)
{
    QString text;
    text.reserve(qsizetype(bytes.size() / kBytesPerLine + 1) * 74);
    for (std::size_t start = 0; start < bytes.size(); start += kBytesPerLine) {
        if (start > 0)
            text += u'\n';
        text += hexLine(bytes, start);
    }
    return text;
}

} // namespace halcyon::ui
