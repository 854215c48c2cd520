#pragma once

#include "engine/codec/payment_decoder.h"
#include "engine/codec/zone_clock.h"
#include "engine/runtime/payment_processor.h"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenario.h"

namespace halcyon::tests {

/// A scenario played through the engine's decoder and processor, and pictures
/// of what came of it, line by line, as a scenario file writes them down.
class ScenarioRun {
public:
    /// Batches of at most `mostMessages`: what comes out must not depend on it.
    ScenarioRun(const Scenario& scenario, std::size_t mostMessages);

    /// What the section with this heading looks like; an unknown heading is told as such.
    [[nodiscard]] std::string picture(std::string_view heading) const;

private:
    struct FinalRows {
        engine::WindowRows rows;
        bool isOpen = false; ///< the watermark had not passed it at the end
    };

    void play(const Scenario& scenario, std::size_t mostMessages);
    void flush(engine::MessageBatch& batch);
    void take(const engine::ProcessedBatch& batch);
    void takePayment(const engine::ProcessedBatch& batch, std::size_t number, const std::string& place);
    void takeDeadLetter(
        const engine::DecodedBatch& decoded, const engine::DeadLetter& letter, const std::string& place);
    [[nodiscard]] std::string placeOf(const engine::Message& message) const;

    [[nodiscard]] std::string ledgerPicture() const;
    [[nodiscard]] std::string alertsPicture() const;
    [[nodiscard]] std::string windowsPicture(std::string_view arguments) const;

    engine::RulePacks m_packs = engine::loadRulePacks(std::nullopt).value();
    engine::PartitionTable m_partitions;
    engine::PaymentDecoder m_decoder;
    engine::PaymentProcessor m_processor;
    std::vector<engine::ZoneClock> m_zones; // by stream

    std::map<std::string, std::string, std::less<>> m_lines; // pictures that grow message by message
    std::map<std::string, engine::LedgerCounts> m_ledger; // by partition
    std::map<std::string, std::uint64_t> m_read; // by partition
    std::vector<engine::Alert> m_alerts; // as they were last told, in the order they were raised
    std::vector<FinalRows> m_windows;
};

} // namespace halcyon::tests
