#include "ui/streams/message_envelope.h"

#include <QByteArray>
#include <QStringDecoder>

namespace halcyon::ui {

namespace {

bool isUtf8(const std::string& bytes)
{
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decode(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
    Q_UNUSED(text);
    return !decode.hasError();
}

/// A JSON string with its quotes; exact for every UTF-8 text.
std::string quoted(const std::string& text)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (byte < 0x20) {
            json += "\\u00";
            json += kDigits[byte >> 4];
            json += kDigits[byte & 15];
        } else {
            json += c;
        }
    }
    return json + '"';
}

/// `"name":"text"`, or `"name_base64":"..."` for bytes that are no text.
std::string member(const std::string& name, const std::string& bytes)
{
    if (isUtf8(bytes))
        return quoted(name) + ':' + quoted(bytes);
    const QByteArray encoded = QByteArray(bytes.data(), qsizetype(bytes.size())).toBase64();
    return quoted(name + "_base64") + ':' + quoted(encoded.toStdString());
}

} // namespace

std::string messageEnvelope(const engine::StoredMessage& message)
{
    std::string line = "{" + member("topic", message.place.topic) + ",\"partition\":"
        + std::to_string(message.place.partition) + ",\"offset\":" + std::to_string(message.place.offset);
    if (message.key)
        line += ',' + member("key", *message.key);
    if (message.recordTime)
        line += ",\"timestamp\":"
            + std::to_string(std::chrono::floor<std::chrono::milliseconds>(*message.recordTime)
                                 .time_since_epoch()
                                 .count());
    std::string headers;
    for (const auto& [name, value] : message.headers)
        headers += (headers.empty() ? "" : ",") + member(name, value);
    line += ",\"headers\":{" + headers + "},"
        + (message.isTombstone ? "\"value\":null" : member("value", message.value));
    if (!message.rejectReason.empty())
        line += ',' + member("stage", message.rejectStage) + ',' + member("reason", message.rejectReason)
            + ',' + member("field", message.rejectField) + ',' + member("detail", message.rejectDetail);
    return line + '}';
}

} // namespace halcyon::ui
