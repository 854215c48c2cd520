#pragma once

#include "ui/feed/history_feed.h"
#include "ui/feed/zone_choice.h"
#include "ui/models/payment_cells.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>

#include <optional>
#include <vector>

namespace halcyon::ui {

/// The recorded payments a drill selects, page by page as somebody scrolls.
///
/// Pages are fetched by key: behind the last row of the page before. Of a long
/// result only the pages near the reader are kept; for the others their last
/// rows, so that they can be fetched again. A row of a page that is away shows
/// as dots until its page has come back.
class HistoryRowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class State : unsigned char { Idle, Loading, Ready, Failed, Cancelled };

    /// Without a history there is never a row.
    HistoryRowsModel(HistoryFeed* history, const ZoneChoice& zone, QObject* parent = nullptr);

    /// Forgets all rows and fetches the first page. The rows shown stay until it has come.
    void ask(const engine::Drill& drill, engine::RowOrder order);
    /// Stops what runs; rows that are here stay, and no more come until `resume`.
    void cancel();
    void resume();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isFetching() const { return m_ticket.isOpen(); }
    [[nodiscard]] const QString& trouble() const { return m_trouble; } ///< of a failure, one sentence
    [[nodiscard]] const engine::Drill& drill() const { return m_drill; }
    [[nodiscard]] engine::RowOrder order() const { return m_order; }
    /// Of the first page: time taken, table, SQL.
    [[nodiscard]] const engine::RowsPage& answer() const { return m_answer; }
    /// From asking until the first rows were here.
    [[nodiscard]] std::chrono::microseconds waited() const { return m_waited; }
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Null while its page is away.
    [[nodiscard]] const engine::HistoryRow* rowAt(int row) const;
    [[nodiscard]] std::size_t pagesHeld() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    static constexpr std::size_t kPageRows = 200;
    static constexpr std::size_t kMostPages = 24; ///< held with their rows

Q_SIGNALS:
    void stateChanged();

private:
    struct Page {
        int firstRow = 0;
        int rowCount = 0;
        engine::HistoryRow last; ///< the key behind which the next page begins
        std::vector<engine::HistoryRow> rows; ///< empty while away
    };
    using Answer = engine::Result<engine::RowsPage>;

    [[nodiscard]] std::size_t pageOf(int row) const;
    void fetch(std::size_t page);
    void wantRow(int row) const;
    void onPage(std::size_t page, const Answer& answer);
    void startOver(const engine::RowsPage& first);
    void append(const engine::RowsPage& next);
    void bringBack(std::size_t page, const engine::RowsPage& rows);
    void dropFarPages(std::size_t near);
    void setState(State state);

    HistoryFeed* m_history;
    const ZoneChoice& m_zone;
    engine::Drill m_drill;
    engine::RowOrder m_order = engine::RowOrder::NewestFirst;
    State m_state = State::Idle;
    QString m_trouble;
    engine::RowsPage m_answer;
    QElapsedTimer m_asked;
    std::chrono::microseconds m_waited{0};
    std::vector<Page> m_pages;
    bool m_isComplete = true;
    engine::StreamId m_shownStream = engine::StreamId::Upi;
    HistoryTicket m_ticket;
    mutable std::optional<std::size_t> m_wanted; // a page asked for by a cell on screen
    mutable QTimer m_wantTimer; // joins the wishes of one paint into one fetch
};

} // namespace halcyon::ui
