#pragma once

#include "engine/api/history_values.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace halcyon::engine {

using QueryNumber = std::uint64_t;
template <typename T>
using Answer = std::function<void(Result<T>)>;

/// Asynchronous questions to recorded history.
///
/// Every call returns at once with a number; the answer comes exactly once, on
/// a thread of the implementation, unless `cancel` was faster. Questions wait
/// their turn; a cancelled one is stopped in the server too.
class History {
public:
    virtual ~History() = default;

    virtual QueryNumber rows(RowsRequest request, Answer<RowsPage> answer) = 0;
    virtual QueryNumber summary(Drill drill, Answer<DrillSummary> answer) = 0;
    /// `around` is the range of the histogram; the drill's own range splits it (see `DrillHistogram`).
    virtual QueryNumber histogram(
        Drill drill, TimeRange around, std::chrono::seconds step, Answer<DrillHistogram> answer)
        = 0;
    /// `readNear`: any time near that of reading; tells clusters with the same topics apart.
    virtual QueryNumber message(MessagePlace place, EventTime readNear, Answer<StoredMessage> answer) = 0;
    virtual QueryNumber neighbours(
        MessagePlace place, EventTime readNear, int eachSide, Answer<std::vector<StoredMessage>> answer)
        = 0;
    /// The newest payments a payer made up to `until`.
    virtual QueryNumber recentOf(StreamId stream, std::string payer, EventTime until, std::size_t limit,
        Answer<std::vector<HistoryRow>> answer)
        = 0;

    virtual QueryNumber deadLetters(DeadLetterRequest request, Answer<std::vector<DeadLetterRow>> answer) = 0;
    virtual QueryNumber deadLetterCounts(TimeRange readBetween, Answer<std::vector<DeadLetterCount>> answer)
        = 0;

    /// Alerts first seen in `range` (event time), newest first.
    virtual QueryNumber alerts(TimeRange range, std::size_t limit, Answer<std::vector<Alert>> answer) = 0;
    /// What people did after action `after`, oldest first.
    virtual QueryNumber actionsAfter(std::int64_t after, Answer<std::vector<AlertAction>> answer) = 0;
    /// Stores actions, all or none; answers with them as stored (sequence, actor and time filled in).
    virtual QueryNumber act(std::vector<AlertAction> actions, Answer<std::vector<AlertAction>> answer) = 0;

    virtual QueryNumber recorderStatus(Answer<RecorderStatus> answer) = 0;

    virtual void cancel(QueryNumber number) = 0;
};

} // namespace halcyon::engine
