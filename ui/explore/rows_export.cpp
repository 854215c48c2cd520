#include "ui/explore/rows_export.h"

#include "ui/explore/row_text.h"

#include <QSaveFile>

#include <memory>

namespace halcyon::ui {

/// Formats and writes, on the export's own thread.
class RowsExport::Writer : public QObject {
public:
    void open(const QString& name, engine::StreamId stream)
    {
        m_stream = stream;
        m_file = std::make_unique<QSaveFile>(name);
        if (m_file->open(QIODevice::WriteOnly))
            write(csvHeader(stream));
    }

    /// What went wrong, in one sentence; empty when all is written.
    QString add(const std::vector<engine::HistoryRow>& rows, bool isLast)
    {
        std::string text;
        for (const auto& row : rows)
            text += csvLine(row, m_stream);
        write(text);
        const bool isDone = m_file->error() == QFileDevice::NoError && (!isLast || m_file->commit());
        const QString trouble = isDone ? QString()
                                       : RowsExport::tr("%1 cannot be written: %2. Choose another place.")
                                             .arg(m_file->fileName(), m_file->errorString());
        if (isLast || !isDone)
            m_file.reset();
        return trouble;
    }

    void drop() { m_file.reset(); } // an uncommitted QSaveFile leaves nothing behind

private:
    void write(const std::string& text) { m_file->write(text.data(), qint64(text.size())); }

    std::unique_ptr<QSaveFile> m_file;
    engine::StreamId m_stream = engine::StreamId::Upi;
};

RowsExport::RowsExport(HistoryFeed& history, QObject* parent)
    : QObject(parent)
    , m_history(history)
    , m_writer(new Writer)
{
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_thread.start();
}

RowsExport::~RowsExport()
{
    m_ticket.drop();
    m_thread.quit();
    m_thread.wait();
}

void RowsExport::start(const engine::Drill& drill, engine::RowOrder order, const QString& file)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_rows = 0;
    ++m_run;
    m_file = file;
    m_request = {drill, order, kPageRows, std::nullopt};
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, file, stream = drill.stream] { writer->open(file, stream); });
    fetch();
    Q_EMIT progressed(0);
}

void RowsExport::fetch()
{
    m_ticket = m_history.rows(
        m_request, this, [this](const engine::Result<engine::RowsPage>& page) { onPage(page); });
}

void RowsExport::onPage(const engine::Result<engine::RowsPage>& page)
{
    if (!page) {
        stop();
        Q_EMIT failed(QString::fromStdString(page.error().message));
        return;
    }
    const bool isLast = page->isLast || page->rows.empty();
    if (!page->rows.empty())
        m_request.after = page->rows.back();
    m_rows += page->rows.size();
    auto rows = std::make_shared<const std::vector<engine::HistoryRow>>(page->rows);
    QMetaObject::invokeMethod(m_writer, [this, writer = m_writer, rows, isLast, run = m_run] {
        const QString trouble = writer->add(*rows, isLast);
        QMetaObject::invokeMethod(this, [this, run, isLast, trouble] { onWritten(run, isLast, trouble); });
    });
}

void RowsExport::onWritten(std::uint64_t run, bool isLast, const QString& trouble)
{
    if (run != m_run || !m_isRunning)
        return;
    if (!trouble.isEmpty()) {
        stop();
        Q_EMIT failed(trouble);
    } else if (isLast) {
        m_isRunning = false;
        Q_EMIT finished(m_file, m_rows);
    } else {
        Q_EMIT progressed(m_rows);
        fetch();
    }
}

void RowsExport::cancel()
{
    if (!m_isRunning)
        return;
    stop();
    Q_EMIT cancelled();
}

void RowsExport::stop()
{
    m_ticket.drop();
    m_isRunning = false;
    QMetaObject::invokeMethod(m_writer, [writer = m_writer] { writer->drop(); });
}

} // namespace halcyon::ui
