#include "ui/streams/dead_letter_export.h"

#include "ui/streams/message_envelope.h"

namespace halcyon::ui {

namespace {

constexpr std::uint64_t kProgressStep = 25;

} // namespace

DeadLetterExport::DeadLetterExport(HistoryFeed& history, QObject* parent)
    : QObject(parent)
    , m_history(history)
{
}

void DeadLetterExport::start(const engine::DeadLetterRequest& request, const QString& file)
{
    if (m_file)
        return;
    m_request = request;
    m_written = m_missing = 0;
    m_file = std::make_unique<QSaveFile>(file);
    if (!m_file->open(QIODevice::WriteOnly)) {
        fail(tr("%1 cannot be written: %2. Choose another place.").arg(file, m_file->errorString()));
        return;
    }
    Q_EMIT progressed(0);
    askPage();
}

void DeadLetterExport::askPage()
{
    m_ticket = m_history.deadLetters(m_request, this,
        [this](const engine::Result<std::vector<engine::DeadLetterRow>>& page) { onPage(page); });
}

void DeadLetterExport::onPage(const engine::Result<std::vector<engine::DeadLetterRow>>& page)
{
    if (!page) {
        fail(QString::fromStdString(page.error().message));
        return;
    }
    m_page = *page;
    m_next = 0;
    if (m_page.empty()) {
        finish();
        return;
    }
    m_request.beforeId = m_page.back().id;
    askMessage();
}

void DeadLetterExport::askMessage()
{
    if (m_next == m_page.size()) {
        if (m_page.size() < m_request.limit)
            finish();
        else
            askPage();
        return;
    }
    const engine::DeadLetterRow& row = m_page[m_next++];
    m_ticket = m_history.message(row.place, row.readAt, this,
        [this](const engine::Result<engine::StoredMessage>& message) { onMessage(message); });
}

void DeadLetterExport::onMessage(const engine::Result<engine::StoredMessage>& message)
{
    if (!message && message.error().code != engine::ErrorCode::Missing) {
        fail(QString::fromStdString(message.error().message));
        return;
    }
    if (message) {
        const std::string line = messageEnvelope(*message) + '\n';
        if (m_file->write(line.data(), qint64(line.size())) < 0) {
            fail(tr("%1 cannot be written: %2. Choose another place.")
                     .arg(m_file->fileName(), m_file->errorString()));
            return;
        }
        ++m_written;
    } else {
        ++m_missing;
    }
    if ((m_written + m_missing) % kProgressStep == 0)
        Q_EMIT progressed(m_written);
    askMessage();
}

void DeadLetterExport::finish()
{
    const auto file = std::exchange(m_file, nullptr);
    if (file->commit())
        Q_EMIT finished(file->fileName(), m_written, m_missing);
    else
        Q_EMIT failed(
            tr("%1 cannot be written: %2. Choose another place.").arg(file->fileName(), file->errorString()));
}

void DeadLetterExport::fail(const QString& sentence)
{
    m_ticket.drop();
    m_file.reset(); // an uncommitted QSaveFile leaves nothing behind
    Q_EMIT failed(sentence);
}

void DeadLetterExport::cancel()
{
    if (!m_file)
        return;
    m_ticket.drop();
    m_file.reset();
    Q_EMIT cancelled();
}

} // namespace halcyon::ui
