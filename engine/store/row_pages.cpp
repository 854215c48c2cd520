#include "engine/store/drill_sql.h"
#include "engine/store/history_rows.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::string_view kReadingRows = "read history";
constexpr milliseconds kEnough{200}; ///< after this a page goes out with what it has
constexpr std::chrono::seconds kLongest{30};

/// Rows a first slice should cover: all of it is wanted, some of it, next to nothing.
constexpr double kPlainRows = 4; // times the limit
constexpr double kFilteredRows = 100'000;
constexpr double kLookUpRows = 500'000;

bool isByTime(RowOrder order) noexcept
{
    return order == RowOrder::NewestFirst || order == RowOrder::OldestFirst;
}

std::string_view orderSql(RowOrder order) noexcept
{
    switch (order) {
    case RowOrder::OldestFirst:
        return " ORDER BY event_time, id";
    case RowOrder::LargestAmountFirst:
        return " ORDER BY amount DESC, event_time DESC, id DESC";
    case RowOrder::HighestScoreFirst:
        return " ORDER BY coalesce(score, 0) DESC, event_time DESC, id DESC";
    case RowOrder::NewestFirst:
        break;
    }
    return " ORDER BY event_time DESC, id DESC";
}

/// Goes on behind the last row of the page before.
void addPosition(SqlBuilder& sql, RowOrder order, const HistoryRow& after)
{
    switch (order) {
    case RowOrder::LargestAmountFirst:
        sql.add(" AND (amount, event_time, id) < (").amount(after.money.amount).add(", ");
        break;
    case RowOrder::HighestScoreFirst:
        sql.add(" AND (coalesce(score, 0), event_time, id) < (").integer(after.score).add(", ");
        break;
    case RowOrder::OldestFirst:
        sql.add(" AND (event_time, id) > (");
        break;
    case RowOrder::NewestFirst:
        sql.add(" AND (event_time, id) < (");
        break;
    }
    sql.time(after.eventTime).add(", ").integer(after.id).add(")");
}

class PageReader {
public:
    PageReader(HistorySession& session, const RowsRequest& request)
        : m_session(session)
        , m_request(request)
        , m_family(familyOf(request.drill.stream))
    {
    }

    Result<RowsPage> run();

private:
    Result<SqlBuilder> statement(TimeRange range, std::size_t limit, bool isShown) const;
    Result<std::size_t> fetch(TimeRange range);
    Result<void> readSlices(TimeRange range);
    [[nodiscard]] microseconds firstWidth() const;
    [[nodiscard]] bool isFull() const noexcept { return m_page.rows.size() > m_request.limit; }

    HistorySession& m_session;
    const RowsRequest& m_request;
    RowFamily m_family;
    RecordedSpan m_span;
    RowsPage m_page;
    Clock::time_point m_started = Clock::now();
};

/// What is shown leaves out what only steers to the day tables and blocks.
Result<SqlBuilder> PageReader::statement(TimeRange range, std::size_t limit, bool isShown) const
{
    const auto& drill = m_request.drill;
    SqlBuilder sql;
    sql.add("SELECT ").add(rowColumns(drill.stream)).add(" FROM ").add(familyName(m_family));
    sql.add(" WHERE event_time >= ").time(range.from).add(" AND event_time < ").time(range.to);
    if (!isShown)
        addWhereabouts(sql, range, m_span);
    if (auto added = addFilters(sql, drill.stream, drill.filters); !added)
        return tl::unexpected(std::move(added.error()));
    if (m_request.after)
        addPosition(sql, m_request.order, *m_request.after);
    sql.add(orderSql(m_request.order)).add(" LIMIT ").add(std::to_string(limit));
    return sql;
}

/// How many rows came.
Result<std::size_t> PageReader::fetch(TimeRange range)
{
    const auto missing = m_request.limit + 1 - m_page.rows.size();
    const auto sql = statement(range, missing, false);
    if (!sql)
        return tl::unexpected(sql.error());
    const auto rows = m_session.session.query(sql->sql(), sql->parameters());
    if (!rows)
        return tl::unexpected(toError(rows.error(), kReadingRows));
    for (int i = 0; i < rows->size(); ++i) {
        auto row = rowOf(m_session, m_request.drill.stream, *rows, i);
        if (!row)
            return tl::unexpected(toError(row.error(), kReadingRows));
        m_page.rows.push_back(std::move(*row));
    }
    return std::size_t(rows->size());
}

microseconds PageReader::firstWidth() const
{
    const auto& filters = m_request.drill.filters;
    double rows = kPlainRows * double(m_request.limit);
    if (!filters.empty())
        rows = isLookUp(m_request.drill.stream, filters) ? kLookUpRows : kFilteredRows;
    const auto length = double((m_span.newest - m_span.oldest).count()) + 1;
    const auto width = rows * length / double(std::max<std::int64_t>(m_span.rows, 1));
    constexpr double kLeast = 100'000; // 0.1 s: events are that much out of order anyway
    return microseconds{std::int64_t(std::clamp(width, kLeast, std::max(length, kLeast)))};
}

/// `range` in slices from its near end, each as much longer as the last one was quick.
Result<void> PageReader::readSlices(TimeRange range)
{
    const bool isBackward = m_request.order == RowOrder::NewestFirst;
    auto width = firstWidth();
    while (range.from < range.to && !isFull()) {
        const auto length = std::min(width, range.length());
        const auto slice = isBackward ? TimeRange{range.to - length, range.to}
                                      : TimeRange{range.from, range.from + length};
        const auto before = Clock::now();
        if (auto fetched = fetch(slice); !fetched)
            return tl::unexpected(std::move(fetched.error()));
        (isBackward ? range.to : range.from) = isBackward ? slice.from : slice.to;
        const auto now = Clock::now();
        const bool isLate = now - m_started > kEnough && !m_page.rows.empty();
        if (isLate && range.from < range.to)
            return {}; // the rest is for the next page
        if (now - m_started > kLongest)
            return failure(ErrorCode::Timeout,
                "Nothing was found within 30 s; ask for a shorter time range or a narrower filter.");
        const auto took = now - before;
        const int growth = took < milliseconds{30} ? 8 : took < milliseconds{100} ? 4 : 2;
        width = std::min(width, range.length()) * growth;
    }
    m_page.isLast = !isFull();
    return {};
}

Result<RowsPage> PageReader::run()
{
    auto range = m_request.drill.range;
    const auto shown = statement(range, m_request.limit, true);
    if (!shown)
        return tl::unexpected(shown.error());
    m_page.sql = shown->readable();
    m_page.source = familyName(m_family);
    const auto span = recordedSpan(m_session.session, m_family, range);
    if (!span)
        return tl::unexpected(toError(span.error(), kReadingRows));
    m_page.isLast = true;
    if (*span) {
        m_span = **span;
        m_page.source = sourceName(m_family, m_span);
        m_page.isLast = false;
        range.from = std::max(range.from, m_span.oldest);
        range.to = std::min(range.to, m_span.newest + microseconds{1});
        if (m_request.after && m_request.order == RowOrder::NewestFirst)
            range.to = std::min(range.to, m_request.after->eventTime + microseconds{1});
        if (m_request.after && m_request.order == RowOrder::OldestFirst)
            range.from = std::max(range.from, m_request.after->eventTime);
        Result<void> read;
        if (isByTime(m_request.order)) {
            read = readSlices(range);
        } else {
            if (const auto fetched = fetch(range); !fetched)
                read = tl::unexpected(fetched.error());
            m_page.isLast = !isFull();
        }
        if (!read)
            return tl::unexpected(std::move(read.error()));
    }
    if (isFull())
        m_page.rows.pop_back();
    m_page.took = std::chrono::duration_cast<microseconds>(Clock::now() - m_started);
    return std::move(m_page);
}

} // namespace

Result<RowsPage> readPage(HistorySession& session, const RowsRequest& request)
{
    if (request.limit == 0)
        return failure(ErrorCode::Usage, "A page of rows needs a limit of at least 1.");
    return PageReader(session, request).run();
}

Result<std::vector<HistoryRow>> readAllOf(HistorySession& session, RowsRequest request)
{
    const auto wanted = request.limit;
    std::vector<HistoryRow> all;
    for (;;) {
        auto page = readPage(session, request);
        if (!page)
            return tl::unexpected(std::move(page.error()));
        all.insert(all.end(), std::make_move_iterator(page->rows.begin()),
            std::make_move_iterator(page->rows.end()));
        if (page->isLast || all.size() >= wanted)
            return all;
        request.after = all.back();
        request.limit = wanted - all.size();
    }
}

} // namespace halcyon::engine
