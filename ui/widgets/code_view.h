#pragma once

#include "ui/format/json_text.h"

#include <QPlainTextEdit>

#include <string_view>

namespace halcyon::ui {

/// The bytes of a message to read: JSON laid out and coloured with line
/// numbers, plain text, or a hex dump. Text can be marked and copied.
///
/// Of a very long message only the beginning is laid out; the last line says so.
class CodeView : public QPlainTextEdit {
    Q_OBJECT
public:
    enum class Mode : unsigned char { Text, Hex };

    explicit CodeView(QWidget* parent = nullptr);

    /// `faultyField`: its value is marked as what is wrong with the message.
    void showMessage(std::string bytes, const std::string& faultyField = {});
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    /// Text where the bytes are text, else hex.
    [[nodiscard]] Mode suitableMode() const;
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

    static constexpr std::size_t kMostShown = 65'536; ///< bytes

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class Colourer;
    class Gutter;
    void rebuild();
    void showAsText();
    void showAsHex();
    void markFault(int start, int length);
    void paintGutter(QPainter& painter, const QRect& exposed) const;

    std::string m_bytes, m_faultyField;
    Mode m_mode = Mode::Text;
    Colourer* m_colourer;
    Gutter* m_gutter;
    bool m_hasLineNumbers = true;
};

} // namespace halcyon::ui
