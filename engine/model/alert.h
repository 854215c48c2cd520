#pragma once

#include "engine/model/event_time.h"
#include "engine/model/money.h"
#include "engine/model/score.h"
#include "engine/model/stream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// What caused an alert decides its id: the same input and rules give the same
/// id in the console, in the recorder and on a replay.
struct AlertId {
    std::uint64_t value = 0;
    friend bool operator==(const AlertId&, const AlertId&) = default;
    friend bool operator<(const AlertId& a, const AlertId& b) noexcept { return a.value < b.value; }
};

/// "A-" and 13 characters of Crockford's base 32.
[[nodiscard]] std::string formatAlertId(AlertId id);
[[nodiscard]] std::optional<AlertId> parseAlertId(std::string_view text);

/// One suspicion about one entity. Repeats of the same entity and rule within
/// ten minutes of event time raise `count` instead of a new alert; score,
/// factors and the payment shown are those of the highest score so far.
struct Alert {
    AlertId id;
    StreamId stream = StreamId::Upi;
    Severity severity = Severity::Medium;
    int score = 0;
    std::string rule; ///< the factor with the most points; the first of the pack among equals
    std::string entity; ///< upi: payer VPA; transactions: user id
    std::string payee; ///< payee VPA or merchant
    std::string paymentId;
    Money money;
    EventTime eventTime{}; ///< of the payment shown
    EventTime firedAt{}; ///< wall clock, when the first of its payments was read
    EventTime lastTime{}; ///< event time of the newest repeat
    std::uint32_t count = 1;
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::string packVersion; ///< which rules decided: "upi/1"
    std::vector<Factor> factors;

    friend bool operator==(const Alert&, const Alert&) = default;
};

} // namespace halcyon::engine
