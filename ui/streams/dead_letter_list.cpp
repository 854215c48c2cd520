#include "ui/streams/dead_letter_list.h"

#include <algorithm>
#include <tuple>

namespace halcyon::ui {

using engine::DeadLetterCount;
using engine::DeadLetterRow;

namespace {

constexpr std::chrono::seconds kPeriod{5};

auto keyOf(const DeadLetterCount& count)
{
    return std::tie(count.topic, count.stage, count.reason);
}

} // namespace

DeadLetterList::DeadLetterList(
    EngineFeed& feed, HistoryFeed* history, const ZoneChoice& zone, QObject* parent)
    : QObject(parent)
    , m_feed(feed)
    , m_history(history)
    , m_counts(zone)
    , m_letters(zone)
{
    m_timer.setInterval(kPeriod);
    connect(&m_timer, &QTimer::timeout, this, &DeadLetterList::look);
    connect(&feed, &EngineFeed::rangeChanged, this, [this] {
        m_countsTicket.drop(); // it asks about another range
        if (m_timer.isActive())
            look();
    });
    if (!history) {
        m_state = State::Failed;
        m_trouble = tr(
            "This profile names no PostgreSQL, and dead letters are kept there: name one in the profile.");
    }
}

void DeadLetterList::setActive(bool isActive)
{
    if (isActive == m_timer.isActive() || !m_history)
        return;
    if (isActive) {
        m_timer.start();
        look();
    } else {
        m_timer.stop();
    }
}

void DeadLetterList::look()
{
    if (!m_history || m_countsTicket.isOpen())
        return;
    const auto now = std::chrono::ceil<std::chrono::seconds>(m_feed.now());
    m_range = {now - m_feed.range(), now};
    m_countsTicket = m_history->deadLetterCounts(m_range, this,
        [this](const engine::Result<std::vector<DeadLetterCount>>& answer) { onCounts(answer); });
}

void DeadLetterList::onCounts(const engine::Result<std::vector<DeadLetterCount>>& answer)
{
    if (!answer) {
        m_trouble = QString::fromStdString(answer.error().message);
        if (m_readAt == engine::EventTime{})
            m_state = State::Failed;
        Q_EMIT countsChanged();
        return;
    }
    m_state = State::Ready;
    m_trouble.clear();
    m_readAt = m_feed.now();
    auto counts = *answer;
    std::ranges::sort(counts, [](const auto& a, const auto& b) { return keyOf(a) < keyOf(b); });
    const auto same = [](const auto& a, const auto& b) { return keyOf(a) == keyOf(b); };
    if (!std::ranges::equal(counts, m_counts.rows(), same))
        m_counts.setRows({}); // other reasons: rows of the same number are not the same rows
    m_counts.setRows(std::move(counts));
    const auto found = std::ranges::find_if(
        m_counts.rows(), [&](const DeadLetterCount& count) { return m_chosen && same(count, *m_chosen); });
    if (found == m_counts.rows().end())
        choose(m_counts.rowCount() > 0
                ? int(std::ranges::max_element(m_counts.rows(), {}, &DeadLetterCount::count)
                    - m_counts.rows().begin())
                : -1);
    else if (m_isFollowing && (found->newest != m_chosen->newest || found->count != m_chosen->count))
        readLetters();
    Q_EMIT countsChanged();
}

void DeadLetterList::choose(int countRow)
{
    if (countRow < 0) {
        m_chosen.reset();
        m_lettersTicket.drop();
        m_letters.setRows({});
        Q_EMIT lettersChanged();
        return;
    }
    if (m_chosen && keyOf(*m_chosen) == keyOf(m_counts.row(countRow)))
        return;
    m_chosen = m_counts.row(countRow);
    m_letters.setRows({});
    readLetters();
    Q_EMIT countsChanged();
}

const DeadLetterCount* DeadLetterList::chosen() const
{
    return m_chosen ? &*m_chosen : nullptr;
}

std::uint64_t DeadLetterList::total() const
{
    std::uint64_t sum = 0;
    for (const auto& count : m_counts.rows())
        sum += count.count;
    return sum;
}

std::uint64_t DeadLetterList::newer() const
{
    const auto now = std::ranges::find_if(m_counts.rows(),
        [this](const DeadLetterCount& count) { return m_chosen && keyOf(count) == keyOf(*m_chosen); });
    return now == m_counts.rows().end() || now->count <= m_chosen->count ? 0 : now->count - m_chosen->count;
}

engine::DeadLetterRequest DeadLetterList::request() const
{
    engine::DeadLetterRequest request{m_lettersRange, std::nullopt, std::nullopt, std::nullopt, kPage};
    if (m_chosen) {
        request.topic = m_chosen->topic;
        request.reason = m_chosen->reason;
    }
    return request;
}

void DeadLetterList::readLetters()
{
    const auto now = std::ranges::find_if(
        m_counts.rows(), [this](const DeadLetterCount& count) { return keyOf(count) == keyOf(*m_chosen); });
    if (now != m_counts.rows().end())
        m_chosen = *now;
    // Exactly those that were counted: more may have been recorded since, and the range moves on.
    m_lettersRange = {m_range.from, std::min(m_range.to, m_chosen->newest + std::chrono::microseconds{1})};
    m_lettersTicket = m_history->deadLetters(request(), this,
        [this](const engine::Result<std::vector<DeadLetterRow>>& answer) { onLetters(answer, false); });
    Q_EMIT lettersChanged();
}

void DeadLetterList::fetchMore()
{
    if (m_isComplete || m_lettersTicket.isOpen() || m_letters.rowCount() == 0)
        return;
    auto more = request();
    more.beforeId = m_letters.rows().back().id;
    m_lettersTicket = m_history->deadLetters(more, this,
        [this](const engine::Result<std::vector<DeadLetterRow>>& answer) { onLetters(answer, true); });
}

void DeadLetterList::onLetters(const engine::Result<std::vector<DeadLetterRow>>& answer, bool isMore)
{
    m_lettersTrouble = answer ? QString() : QString::fromStdString(answer.error().message);
    if (answer) {
        m_isComplete = answer->size() < kPage;
        if (isMore)
            m_letters.appendRows(*answer);
        else
            m_letters.setRows(*answer);
    }
    Q_EMIT lettersChanged();
}

} // namespace halcyon::ui
