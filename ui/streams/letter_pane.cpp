#include "ui/streams/letter_pane.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/streams/message_envelope.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/draw.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/tab_strip.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFileDialog>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QSaveFile>
#include <QScrollArea>
#include <QStackedLayout>

namespace halcyon::ui {

using engine::StoredMessage;

namespace {

constexpr int kRoomForTwo = 860; // px: the facts stand beside the bytes
constexpr int kSideWidth = 360;
constexpr int kMargin = 12;

QString bytesText(const std::string& bytes)
{
    return isReadableText(bytes) ? feedText(bytes)
                                 : LetterPane::tr("%1, binary").arg(formatBytes(bytes.size()));
}

QString hexText(const std::string& bytes)
{
    return QString::fromLatin1(QByteArray(bytes.data(), qsizetype(bytes.size())).toHex(' '));
}

} // namespace

/// The reason as a tag, and under it what exactly was wrong.
class LetterPane::ReasonLines : public QWidget {
public:
    ReasonLines() { setOneLine(false); }

    /// Beside the tag instead of under it: where height is scarce.
    void setOneLine(bool isOneLine)
    {
        m_isOneLine = isOneLine;
        setFixedHeight(isOneLine ? 26 : 62);
        update();
    }

    void setTexts(const QString& reason, const QString& text)
    {
        m_reason = reason;
        m_text = text;
        setAccessibleName(reason + QStringLiteral(": ") + text);
        setToolTip(text.toHtmlEscaped());
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Colours& c = colours();
        QPainter painter(this);
        const double tag = drawTag(painter, {0, 4}, m_reason, c.criticalGround, c.criticalText) + 8;
        painter.setFont(uiFont());
        painter.setPen(c.text);
        if (m_isOneLine)
            painter.drawText(QRectF(tag, 3, width() - tag, 20), Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetricsF(painter.font()).elidedText(m_text, Qt::ElideRight, width() - tag));
        else
            painter.drawText(
                QRect(0, 26, width(), 34), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_text);
    }

private:
    QString m_reason, m_text;
    bool m_isOneLine = false;
};

LetterPane::LetterPane(PageContext& context, QWidget* parent)
    : PanelFrame(tr("Message"), parent)
    , m_context(context)
    , m_body(new QWidget)
    , m_state(new StateView)
    , m_strip(new TabStrip({tr("Text"), tr("Hex"), tr("Headers")}))
    , m_code(new CodeView)
    , m_headersArea(new QScrollArea) // a message may carry hundreds
    , m_headersTitle(new SectionTitle({}))
    , m_headers(new FactList(1, 160))
    , m_side(new QWidget)
    , m_reason(new ReasonLines)
    , m_facts(new FactList(1, 80))
    , m_copy(new Button(tr("Copy")))
{
    build();
    addMenuEntries();
    connect(m_strip, &TabStrip::currentChanged, this, [this](int tab) {
        m_wantedTab = tab;
        showTab(tab);
    });
    connect(m_copy, &QPushButton::clicked, this, &LetterPane::copyBytes);
    m_pause.setSingleShot(true);
    m_pause.setInterval(std::chrono::milliseconds{40});
    connect(&m_pause, &QTimer::timeout, this, &LetterPane::ask);
    connect(&context.zone, &ZoneChoice::zoneChanged, this, [this] {
        if (m_message)
            showFacts();
    });
    showLetter(nullptr);
}

void LetterPane::build()
{
    m_strip->setObjectName(QStringLiteral("letterTabs"));
    m_code->setObjectName(QStringLiteral("letterCode"));
    m_code->setPlaceholderText(tr("No bytes: the value of this message is null (a tombstone)."));
    m_facts->setObjectName(QStringLiteral("letterFacts"));
    m_headers->setObjectName(QStringLiteral("letterHeaders"));
    m_state->setObjectName(QStringLiteral("letterState"));
    m_copy->setObjectName(QStringLiteral("copyLetterButton"));
    m_copy->setLook(Button::Look::Quiet);
    m_copy->setIconName(QStringLiteral("copy"));
    m_copy->setSmall(true);
    m_copy->setToolTip(tr("The bytes of the message as they came   C"));
    addHeaderWidget(m_copy);

    auto* headers = new QWidget;
    auto* headerLayout = new QVBoxLayout(headers);
    headerLayout->setContentsMargins(0, 6, 6, 6);
    headerLayout->addWidget(m_headersTitle);
    headerLayout->addWidget(m_headers);
    headerLayout->addStretch(1);
    m_headersArea->setWidget(headers);
    m_headersArea->setWidgetResizable(true);
    m_headersArea->setFrameShape(QFrame::NoFrame);
    m_headersArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_headersArea->viewport()->setAutoFillBackground(false);
    headers->setAutoFillBackground(false);

    auto* left = new QWidget;
    m_left = new QStackedLayout(left);
    m_left->addWidget(m_code);
    m_left->addWidget(m_headersArea);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(4);
    side->addWidget(m_reason);
    side->addWidget(m_facts);
    side->addStretch(1);
    auto* columns = new QWidget;
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, columns);
    m_columns->setContentsMargins(kMargin, 10, kMargin, kMargin);
    m_columns->setSpacing(kMargin);
    m_columns->addWidget(left, 1);
    m_columns->addWidget(m_side);
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(columns, 1);
    auto* holder = new QWidget;
    m_stack = new QStackedLayout(holder);
    m_stack->addWidget(m_body);
    m_stack->addWidget(m_state);
    setContent(holder);
}

void LetterPane::addMenuEntries()
{
    const auto add = [this](const QString& text, const char* name, auto action) {
        QAction* entry = menu().addAction(text);
        entry->setObjectName(QString::fromLatin1(name));
        connect(entry, &QAction::triggered, this, [this, action] {
            if (m_message)
                action();
        });
    };
    add(tr("Copy bytes"), "actionCopyBytes", [this] { copyBytes(); });
    add(tr("Copy as hex"), "actionCopyHex",
        [this] { copy(hexText(m_message->value), tr("Message copied as hex")); });
    add(tr("Copy as JSON line"), "actionCopyLine", [this] {
        copy(QString::fromStdString(messageEnvelope(*m_message)), tr("Message copied as JSON line"));
    });
    add(tr("Save bytes…"), "actionSaveBytes", [this] { saveBytes(); });
    m_chooseFile = [this] {
        return QFileDialog::getSaveFileName(this, tr("Save bytes"),
            QStringLiteral("%1-%2-%3.bin")
                .arg(toText(m_message->place.topic))
                .arg(m_message->place.partition)
                .arg(m_message->place.offset));
    };
}

void LetterPane::showLetter(const engine::DeadLetterRow* letter)
{
    if (letter && m_letter && letter->place == m_letter->place && letter->readAt == m_letter->readAt)
        return;
    m_ticket.drop();
    m_pause.stop();
    if (letter) {
        m_letter = *letter;
        m_pause.start();
        return;
    }
    m_letter.reset();
    m_message.reset();
    m_copy->setEnabled(false);
    setSubtitle({});
    m_state->showEmpty(
        tr("No message chosen"), tr("Choose a dead letter; its bytes show here as they came."));
    m_stack->setCurrentWidget(m_state);
}

void LetterPane::ask()
{
    if (!m_context.history || !m_letter)
        return;
    if (!m_message) {
        m_state->showLoading(tr("reading the message"));
        m_stack->setCurrentWidget(m_state);
    }
    m_ticket = m_context.history->message(m_letter->place, m_letter->readAt, this,
        [this](const engine::Result<StoredMessage>& answer) { onMessage(answer); });
}

void LetterPane::onMessage(const engine::Result<StoredMessage>& answer)
{
    m_copy->setEnabled(answer.has_value());
    if (answer) {
        m_message = *answer;
        showMessage();
        return;
    }
    m_message.reset();
    setSubtitle({});
    m_state->showFailed(tr("The message cannot be read"), QString::fromStdString(answer.error().message));
    m_state->addButton(tr("Try again"), [this] { ask(); });
    m_stack->setCurrentWidget(m_state);
}

void LetterPane::showMessage()
{
    const auto& place = m_message->place;
    setSubtitle(QStringLiteral("%1/%2 @ %3")
                    .arg(feedText(place.topic))
                    .arg(place.partition)
                    .arg(formatOffset(place.offset)));
    m_code->showMessage(m_message->value, m_message->rejectField);
    m_reason->setTexts(feedText(m_message->rejectReason), reasonText());
    showFacts();
    showHeaders();
    showTab(m_wantedTab.value_or(m_code->suitableMode() == CodeView::Mode::Hex ? HexTab : TextTab));
    m_stack->setCurrentWidget(m_body);
}

QString LetterPane::reasonText() const
{
    if (!m_message)
        return {};
    const QString field = feedText(m_message->rejectField);
    const QString detail = feedText(m_message->rejectDetail);
    if (field.isEmpty())
        return detail;
    const auto bytes = findJsonField(m_message->value, m_message->rejectField);
    const QString where = bytes ? tr("%1 at byte %2").arg(field).arg(bytes->start) : field;
    return detail.isEmpty() ? where : where + QStringLiteral(": ") + detail;
}

void LetterPane::showFacts()
{
    const StoredMessage& message = *m_message;
    const Zone zone = m_context.zone.zone();
    const auto age = message.committedAt - message.readAt;
    m_facts->setFacts({{tr("stage"), feedText(message.rejectStage)},
        {tr("topic"), feedText(message.place.topic)},
        {tr("partition"), QString::number(message.place.partition)},
        {tr("offset"), formatOffset(message.place.offset)},
        {tr("key"), message.key ? bytesText(*message.key) : tr("none")},
        {tr("size"), message.isTombstone ? tr("null") : formatBytes(message.value.size())},
        {tr("record time"), message.recordTime ? formatClockMillis(*message.recordTime, zone) : tr("none")},
        {tr("read"), formatClockMillis(message.readAt, zone)},
        {tr("committed"), tr("%1 later").arg(formatDuration(age))}});
}

void LetterPane::showHeaders()
{
    QList<Fact> facts;
    for (const auto& [name, value] : m_message->headers)
        facts.append({feedText(name), bytesText(value)});
    m_headers->setFacts(facts);
    m_headersTitle->setTitle(facts.isEmpty() ? tr("The message came without headers.") : tr("As they came"));
    m_strip->setText(HeadersTab, facts.isEmpty() ? tr("Headers") : tr("Headers %1").arg(facts.size()));
}

void LetterPane::showTab(int tab)
{
    m_strip->setCurrent(tab);
    if (tab != HeadersTab)
        m_code->setMode(tab == HexTab ? CodeView::Mode::Hex : CodeView::Mode::Text);
    m_left->setCurrentWidget(tab == HeadersTab ? static_cast<QWidget*>(m_headersArea) : m_code);
}

void LetterPane::toggleHex()
{
    if (!m_message)
        return;
    m_wantedTab = m_strip->current() == HexTab ? TextTab : HexTab;
    showTab(*m_wantedTab);
}

void LetterPane::focusMessage()
{
    if (m_message)
        m_code->setFocus(Qt::ShortcutFocusReason);
}

void LetterPane::copyBytes()
{
    if (!m_message)
        return;
    const bool isText = isReadableText(m_message->value);
    copy(isText ? QString::fromStdString(m_message->value) : hexText(m_message->value),
        isText ? tr("Message copied") : tr("Message copied as hex"));
}

void LetterPane::copy(const QString& text, const QString& what)
{
    QGuiApplication::clipboard()->setText(text);
    ToastNote note;
    note.kind = ToastNote::Kind::Ok;
    note.title = what;
    note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
    note.lasts = std::chrono::seconds{3};
    Q_EMIT noteRaised(note);
}

void LetterPane::saveBytes()
{
    const QString name = m_chooseFile();
    if (name.isEmpty())
        return;
    QSaveFile file(name);
    const auto& value = m_message->value;
    const bool isSaved = file.open(QIODevice::WriteOnly)
        && file.write(value.data(), qint64(value.size())) >= 0 && file.commit();
    ToastNote note;
    note.kind = isSaved ? ToastNote::Kind::Ok : ToastNote::Kind::Warning;
    note.title = isSaved ? tr("Bytes saved") : tr("Bytes not saved");
    note.text = isSaved ? name
                        : tr("%1 cannot be written: %2. Choose another place.").arg(name, file.errorString());
    note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
    Q_EMIT noteRaised(note);
}

void LetterPane::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    const bool isWide = width() >= kRoomForTwo;
    m_columns->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_reason->setOneLine(!isWide);
    m_facts->setColumns(isWide ? 1 : 3);
    m_side->setFixedWidth(isWide ? kSideWidth : width() - 2 * kMargin - 2);
}

} // namespace halcyon::ui
