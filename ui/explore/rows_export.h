#pragma once

#include "ui/feed/history_feed.h"

#include <QObject>
#include <QThread>

namespace halcyon::ui {

/// Writes the whole result of a drill to a CSV file, page by page: neither the
/// window nor memory holds more than one page. Pages are fetched by the GUI
/// thread's feed and written by a thread of its own.
///
/// The file appears under its name when it is complete; a cancelled or failed
/// export leaves nothing behind.
class RowsExport : public QObject {
    Q_OBJECT
public:
    RowsExport(HistoryFeed& history, QObject* parent = nullptr);
    ~RowsExport() override;

    /// One at a time: another call while one runs does nothing.
    void start(const engine::Drill& drill, engine::RowOrder order, const QString& file);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] std::uint64_t rowsWritten() const { return m_rows; }
    [[nodiscard]] const QString& file() const { return m_file; }

    static constexpr std::size_t kPageRows = 2000;

Q_SIGNALS:
    void progressed(std::uint64_t rows);
    void finished(const QString& file, std::uint64_t rows);
    void failed(const QString& sentence);
    void cancelled();

private:
    class Writer;
    void fetch();
    void onPage(const engine::Result<engine::RowsPage>& page);
    void onWritten(std::uint64_t run, bool isLast, const QString& trouble);
    void stop();

    HistoryFeed& m_history;
    QThread m_thread;
    Writer* m_writer; // lives in m_thread
    HistoryTicket m_ticket;
    engine::RowsRequest m_request;
    QString m_file;
    std::uint64_t m_rows = 0;
    std::uint64_t m_run = 0; // an answer of a run that was cancelled is dropped
    bool m_isRunning = false;
};

} // namespace halcyon::ui
