#pragma once

#include "ui/feed/history_feed.h"

#include <QObject>
#include <QSaveFile>

#include <memory>

namespace halcyon::ui {

/// Writes whole messages that were turned away to a .jsonl file, newest first,
/// in the form of `messageEnvelope`. One message is in memory at a time.
///
/// The file appears under its name when it is complete; a cancelled or failed
/// export leaves nothing behind. A message that retention removed meanwhile is
/// left out and counted.
class DeadLetterExport : public QObject {
    Q_OBJECT
public:
    explicit DeadLetterExport(HistoryFeed& history, QObject* parent = nullptr);

    /// One at a time: another call while one runs does nothing.
    void start(const engine::DeadLetterRequest& request, const QString& file);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_file != nullptr; }
    [[nodiscard]] std::uint64_t written() const { return m_written; }

Q_SIGNALS:
    void progressed(std::uint64_t messages);
    void finished(const QString& file, std::uint64_t messages, std::uint64_t missing);
    void failed(const QString& sentence);
    void cancelled();

private:
    void askPage();
    void onPage(const engine::Result<std::vector<engine::DeadLetterRow>>& page);
    void askMessage();
    void onMessage(const engine::Result<engine::StoredMessage>& message);
    void finish();
    void fail(const QString& sentence);

    HistoryFeed& m_history;
    HistoryTicket m_ticket;
    engine::DeadLetterRequest m_request;
    std::vector<engine::DeadLetterRow> m_page;
    std::size_t m_next = 0; // of the page
    std::unique_ptr<QSaveFile> m_file; // null: none runs
    std::uint64_t m_written = 0, m_missing = 0;
};

} // namespace halcyon::ui
