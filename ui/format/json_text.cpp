#include "ui/format/json_text.h"

#include <QStringDecoder>

namespace halcyon::ui {

namespace {

constexpr std::size_t kDeepest = 256;

enum class Kind : unsigned char { String, Number, Word, Open, Close, Comma, Colon, End, Broken };

struct Token {
    Kind kind = Kind::End;
    std::string_view bytes;
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNumberPart(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// Splits JSON into its pieces, left to right.
class Scanner {
public:
    explicit Scanner(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    Token next()
    {
        while (m_at < m_bytes.size() && isSpace(m_bytes[m_at]))
            ++m_at;
        if (m_at == m_bytes.size())
            return {};
        switch (m_bytes[m_at]) {
        case '{':
        case '[':
            return take(Kind::Open, 1);
        case '}':
        case ']':
            return take(Kind::Close, 1);
        case ',':
            return take(Kind::Comma, 1);
        case ':':
            return take(Kind::Colon, 1);
        case '"':
            return takeString();
        default:
            return takeBare();
        }
    }

    [[nodiscard]] std::size_t offsetOf(const Token& token) const
    {
        return std::size_t(token.bytes.data() - m_bytes.data());
    }

private:
    Token take(Kind kind, std::size_t length)
    {
        const Token token{kind, m_bytes.substr(m_at, length)};
        m_at += token.bytes.size();
        return token;
    }

    Token takeString()
    {
        std::size_t end = m_at + 1;
        while (end < m_bytes.size() && m_bytes[end] != '"') {
            if (static_cast<unsigned char>(m_bytes[end]) < 0x20)
                return take(Kind::Broken, 1);
            end += m_bytes[end] == '\\' ? 2 : 1;
        }
        return end < m_bytes.size() ? take(Kind::String, end + 1 - m_at) : take(Kind::Broken, m_bytes.size());
    }

    Token takeBare()
    {
        std::size_t end = m_at;
        while (end < m_bytes.size() && isNumberPart(m_bytes[end]))
            ++end;
        if (end > m_at)
            return take(Kind::Number, end - m_at);
        for (const std::string_view word : {"true", "false", "null"}) {
            if (m_bytes.substr(m_at).starts_with(word))
                return take(Kind::Word, word.size());
        }
        return take(Kind::Broken, 1);
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
};

/// Writes the pieces on lines and checks that they follow each other as JSON's do.
class PrettyPrinter {
public:
    bool add(const Token& token)
    {
        switch (token.kind) {
        case Kind::Open:
            return open(token);
        case Kind::Close:
            return close(token);
        case Kind::Comma:
            if (m_wants != Wants::CommaOrClose)
                return false;
            m_json.text += u',';
            breakLine();
            m_wants = m_open.back() == '{' ? Wants::Key : Wants::Value;
            return true;
        case Kind::Colon:
            if (m_wants != Wants::Colon)
                return false;
            m_json.text += QStringLiteral(": ");
            m_wants = Wants::Value;
            return true;
        case Kind::String:
            return m_wants == Wants::Key || m_wants == Wants::KeyOrClose
                ? write(token, JsonPart::Key, Wants::Colon)
                : value(token, JsonPart::String);
        case Kind::Number:
            return value(token, JsonPart::Number);
        case Kind::Word:
            return value(token, JsonPart::Word);
        default:
            return false;
        }
    }

    [[nodiscard]] bool isComplete() const { return m_wants == Wants::End; }
    [[nodiscard]] JsonText take() { return std::move(m_json); }

private:
    enum class Wants : unsigned char { Value, ValueOrClose, Key, KeyOrClose, Colon, CommaOrClose, End };

    bool open(const Token& token)
    {
        if (!wantsValue() || m_open.size() >= kDeepest)
            return false;
        startItem();
        m_open.push_back(token.bytes[0]);
        m_json.text += QLatin1Char(token.bytes[0]);
        m_wants = token.bytes[0] == '{' ? Wants::KeyOrClose : Wants::ValueOrClose;
        return true;
    }

    bool close(const Token& token)
    {
        const bool isEmpty = m_wants == Wants::KeyOrClose || m_wants == Wants::ValueOrClose;
        if (m_open.empty() || (m_open.back() == '{') != (token.bytes[0] == '}')
            || !(isEmpty || m_wants == Wants::CommaOrClose))
            return false;
        m_open.pop_back();
        if (!isEmpty)
            breakLine();
        m_json.text += QLatin1Char(token.bytes[0]);
        finishValue();
        return true;
    }

    bool value(const Token& token, JsonPart part)
    {
        if (!wantsValue() || !write(token, part, Wants::End))
            return false;
        finishValue();
        return true;
    }

    bool write(const Token& token, JsonPart part, Wants next)
    {
        startItem();
        const auto start = m_json.text.size();
        m_json.text += QString::fromUtf8(token.bytes.data(), qsizetype(token.bytes.size()));
        m_json.spans.push_back({int(start), int(m_json.text.size() - start), part});
        m_wants = next;
        return true;
    }

    [[nodiscard]] bool wantsValue() const
    {
        return m_wants == Wants::Value || m_wants == Wants::ValueOrClose;
    }
    void startItem()
    {
        if (m_wants == Wants::KeyOrClose || m_wants == Wants::ValueOrClose) // the first one in its brackets
            breakLine();
    }
    void finishValue() { m_wants = m_open.empty() ? Wants::End : Wants::CommaOrClose; }
    void breakLine() { m_json.text += u'\n' + QString(qsizetype(m_open.size()) * 2, u' '); }

    JsonText m_json;
    std::string m_open;
    Wants m_wants = Wants::Value;
};

bool isUtf8(std::string_view bytes)
{
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decode(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
    Q_UNUSED(text);
    return !decode.hasError();
}

} // namespace

std::optional<JsonText> prettyJson(std::string_view bytes)
{
    if (!isUtf8(bytes))
        return std::nullopt;
    Scanner scanner(bytes);
    PrettyPrinter printer;
    for (Token token = scanner.next(); token.kind != Kind::End; token = scanner.next()) {
        if (!printer.add(token))
            return std::nullopt;
    }
    if (!printer.isComplete())
        return std::nullopt;
    return printer.take();
}

std::optional<ByteRange> findJsonField(std::string_view bytes, std::string_view field)
{
    Scanner scanner(bytes);
    std::size_t depth = 0;
    Token before;
    std::optional<std::size_t> valueStart;
    for (Token token = scanner.next(); token.kind != Kind::End; before = token, token = scanner.next()) {
        if (valueStart && (token.kind == Kind::Comma || token.kind == Kind::Close) && depth == 1) {
            const std::size_t end = scanner.offsetOf(before) + before.bytes.size();
            return ByteRange{*valueStart, end - *valueStart};
        }
        if (token.kind == Kind::Open)
            ++depth;
        if (token.kind == Kind::Close && depth > 0)
            --depth;
        const bool isKey = token.kind == Kind::Colon && depth == 1 && before.kind == Kind::String
            && before.bytes.substr(1, before.bytes.size() - 2) == field;
        if (isKey && !valueStart) {
            const Token value = scanner.next();
            if (value.kind == Kind::End)
                return std::nullopt;
            valueStart = scanner.offsetOf(value);
            depth += value.kind == Kind::Open ? 1 : 0;
            token = value;
        }
    }
    if (!valueStart)
        return std::nullopt;
    return ByteRange{*valueStart, bytes.size() - *valueStart};
}

bool isReadableText(std::string_view bytes)
{
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r'))
            return false;
    }
    return isUtf8(bytes);
}

} // namespace halcyon::ui
