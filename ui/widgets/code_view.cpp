#include "ui/widgets/code_view.h"

#include "ui/format/hex_text.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr int kGutterWidth = 34;

QColor colourOf(JsonPart part)
{
    const Colours& c = colours();
    switch (part) {
    case JsonPart::Key:
        return c.series[0];
    case JsonPart::String:
        return c.ok;
    case JsonPart::Number:
        return c.warn;
    case JsonPart::Word:
        break;
    }
    return c.series[4];
}

} // namespace

/// Colours the spans of a document; a span never crosses a line.
class CodeView::Colourer : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;
    std::vector<JsonSpan> spans;

protected:
    void highlightBlock(const QString& text) override
    {
        const int start = currentBlock().position();
        const int end = start + int(text.size());
        auto span = std::ranges::lower_bound(spans, start, {}, &JsonSpan::start);
        for (; span != spans.end() && span->start < end; ++span)
            setFormat(span->start - start, span->length, colourOf(span->part));
    }
};

class CodeView::Gutter : public QWidget {
public:
    explicit Gutter(CodeView* view)
        : QWidget(view)
        , m_view(view)
    {
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        m_view->paintGutter(painter, event->rect());
    }

private:
    CodeView* m_view;
};

CodeView::CodeView(QWidget* parent)
    : QPlainTextEdit(parent)
    , m_colourer(new Colourer(document()))
    , m_gutter(new Gutter(this))
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFont(monoFont());
    document()->setDocumentMargin(8);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int scrolled) {
        if (scrolled != 0)
            m_gutter->scroll(0, scrolled);
        else
            m_gutter->update(0, rect.top(), m_gutter->width(), rect.height());
    });
}

CodeView::Mode CodeView::suitableMode() const
{
    return isReadableText(m_bytes) ? Mode::Text : Mode::Hex;
}

void CodeView::showMessage(std::string bytes, const std::string& faultyField)
{
    m_bytes = std::move(bytes);
    m_faultyField = faultyField;
    rebuild();
}

void CodeView::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    rebuild();
}

void CodeView::rebuild()
{
    m_colourer->spans.clear();
    setExtraSelections({});
    if (m_mode == Mode::Text)
        showAsText();
    else
        showAsHex();
    const QSignalBlocker blocker(document());
    m_colourer->rehighlight();
    viewport()->update();
    m_gutter->update();
}

void CodeView::showAsText()
{
    const auto shown = std::string_view(m_bytes).substr(0, kMostShown);
    const auto json = m_bytes.size() <= kMostShown ? prettyJson(shown) : std::nullopt;
    m_hasLineNumbers = true;
    setViewportMargins(kGutterWidth, 0, 0, 0);
    if (!json) {
        QString text = toText(shown);
        if (shown.size() < m_bytes.size())
            text += tr("\n… %1 more; copying takes all of it").arg(formatBytes(m_bytes.size() - shown.size()));
        setPlainText(text);
        return;
    }
    m_colourer->spans = json->spans;
    setPlainText(json->text);
    const QString key = u'"' + toText(m_faultyField) + u'"';
    const auto at = m_faultyField.empty()
        ? json->spans.end()
        : std::ranges::find_if(json->spans, [&](const JsonSpan& span) {
              return span.part == JsonPart::Key && QStringView(json->text).mid(span.start, span.length) == key;
          });
    if (at == json->spans.end())
        return;
    const int start = at->start + at->length + 2; // behind ": "
    const auto next = std::next(at);
    if (next != json->spans.end() && next->start == start)
        markFault(start, next->length);
    else
        markFault(at->start, at->length); // its value is an object or a list
}

void CodeView::showAsHex()
{
    const auto shown = std::string_view(m_bytes).substr(0, kMostShown);
    m_hasLineNumbers = false;
    setViewportMargins(0, 0, 0, 0);
    setPlainText(hexDump(shown));
    const auto fault = m_faultyField.empty() ? std::nullopt : findJsonField(shown, m_faultyField);
    if (!fault)
        return;
    for (std::size_t byte = fault->start; byte < fault->start + std::min<std::size_t>(fault->length, 512); ++byte) {
        const HexPlace place = hexPlaceOf(byte);
        const int line = document()->findBlockByNumber(place.line).position();
        markFault(line + place.hexColumn, 2);
        markFault(line + place.textColumn, 1);
    }
}

void CodeView::markFault(int start, int length)
{
    QTextEdit::ExtraSelection mark;
    mark.format.setBackground(colours().criticalGround);
    mark.format.setForeground(colours().criticalText);
    mark.cursor = QTextCursor(document());
    mark.cursor.setPosition(start);
    mark.cursor.setPosition(start + length, QTextCursor::KeepAnchor);
    auto marks = extraSelections();
    marks.append(mark);
    setExtraSelections(marks);
}

void CodeView::paintGutter(QPainter& painter, const QRect& exposed) const
{
    painter.fillRect(exposed, colours().editor);
    if (!m_hasLineNumbers)
        return;
    painter.setFont(font());
    painter.setPen(colours().text3);
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= exposed.bottom()) {
        painter.drawText(QRectF(0, top, kGutterWidth - 8, 20), Qt::AlignRight | Qt::AlignTop,
            QString::number(block.blockNumber() + 1));
        top += blockBoundingRect(block).height();
        block = block.next();
    }
}

void CodeView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = viewport()->geometry();
    m_gutter->setVisible(m_hasLineNumbers);
    m_gutter->setGeometry(inside.left() - kGutterWidth, inside.top(), kGutterWidth, inside.height());
}

void CodeView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

} // namespace halcyon::ui
