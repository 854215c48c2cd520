#pragma once

#include "engine/api/engine.h"
#include "engine/codec/payment_decoder.h"
#include "engine/fraud/rule_pack.h"
#include "engine/ingest/message_source.h"
#include "engine/model/stream_settings.h"

#include <memory>

namespace halcyon::engine {

struct LiveEngineSettings {
    AllStreamSettings streams = defaultStreamSettings();
    std::chrono::milliseconds publishEvery{100};
    std::size_t batchSize = 8192;
};

/// The engine inside the console: reads a source, keeps live state, publishes
/// snapshots. Nothing it does is durable, so any number may watch one stream.
///
/// Threads: its own, from construction to destruction. It takes the source's
/// troubles as states of the snapshot and never throws. Destruction stops
/// reading within the source's poll time. `decoder` is made for the settings' streams.
class LiveEngine final : public Engine {
public:
    LiveEngine(LiveEngineSettings settings, PaymentDecoder decoder, RulePacks packs,
        std::shared_ptr<PartitionTable> partitions, std::unique_ptr<MessageSource> source);
    ~LiveEngine() override;

    [[nodiscard]] const SnapshotBoard& board() const override;
    [[nodiscard]] const AlertLog& alerts() const override;
    void pause() override;
    void resume() override;
    void watch(std::set<std::string> metricIds, std::chrono::seconds range) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
