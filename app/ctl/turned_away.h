#pragma once

#include "engine/model/processed_batch.h"

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>

namespace halcyon::app {

/// Counts what of a file did not become an event of the stream that was asked for, and why.
class TurnedAway {
public:
    explicit TurnedAway(engine::StreamId stream)
        : m_stream(stream)
    {
    }

    void take(const engine::ProcessedBatch& batch);

    /// Nothing of what was read is of use: one sentence about it, and 5 for an exit code. Else 0, with a
    /// note on `err` if there were dead letters.
    [[nodiscard]] int conclude(std::ostream& err) const;

private:
    [[nodiscard]] std::string mostFrequent() const;

    engine::StreamId m_stream;
    std::uint64_t m_read = 0;
    std::uint64_t m_ofOthers = 0; ///< of another stream, by the topic in their envelopes
    std::uint64_t m_deadLetters = 0;
    std::map<std::string, std::uint64_t> m_reasons; ///< "missing_field txn_id"
};

} // namespace halcyon::app
