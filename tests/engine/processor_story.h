#pragma once

#include "engine/runtime/payment_processor.h"

#include <memory>
#include <string>
#include <string_view>

#include "batch_builder.h"

namespace halcyon::tests {

/// A processor of both streams with the default rules, which tells what it did
/// as text: outcomes at once, windows and alerts as they add up.
class ProcessorStory {
public:
    ProcessorStory();

    /// "clean duplicate late/25": a word a payment, "!" for a conflict, "/score" unless 0.
    std::string take(BatchBuilder& builder, engine::EventTime readAt = noon());
    /// Closes all windows.
    void finish();

    [[nodiscard]] std::string save() const;
    [[nodiscard]] engine::Result<void> load(std::string_view checkpoint);

    std::string windows; ///< see `rowsText`
    std::string alerts; ///< "A-... velocity asha@oksbi x3", a line each time one is raised or changed

private:
    engine::AllStreamSettings m_settings = engine::defaultStreamSettings();
    engine::RulePacks m_packs = engine::loadRulePacks(std::nullopt).value();
    engine::PartitionTable m_partitions;
    engine::PaymentProcessor m_processor{m_settings, m_packs, m_partitions};
};

} // namespace halcyon::tests
