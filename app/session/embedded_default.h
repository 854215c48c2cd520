#pragma once

#include "app/config/settings.h"
#include "engine/ingest/embedded_broker.h"
#include "engine/ingest/traffic_producer.h"
#include "engine/store/embedded_postgres.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace halcyon::app {

/// What `./run` stands on when nobody names servers (architecture.md section 7):
/// a broker in this process with believable traffic, and a private PostgreSQL.
///
/// Threads: the broker answers when `start` returns; the database comes up on a
/// thread of its own when it is asked for, because its first start takes seconds.
class EmbeddedDefault {
public:
    [[nodiscard]] static engine::Result<std::unique_ptr<EmbeddedDefault>> start();
    /// Ends the traffic and the broker, and the database when this object started it.
    ~EmbeddedDefault();

    /// Lays the servers over the settings, under a cluster name of this run: the
    /// broker's offsets begin at zero each time.
    [[nodiscard]] engine::Result<void> layOver(Settings& settings) const;

    struct DatabaseState {
        bool isReady = false;
        std::string sentence; ///< what is going on or went wrong; empty when ready
    };
    [[nodiscard]] DatabaseState database() const;
    /// Once. `ready` is called on the starting thread when the database takes connections
    /// for the first time. A server that ends while this object lives is started again.
    void startDatabase(std::function<void()> ready);

private:
    EmbeddedDefault();
    [[nodiscard]] bool startServer();
    void keepServer(const std::stop_token& stop);
    void setState(DatabaseState state);

    std::string m_cluster;
    std::unique_ptr<engine::EmbeddedBroker> m_broker;
    std::unique_ptr<engine::TrafficProducer> m_producer;
    engine::EmbeddedPostgres m_postgres;

    mutable std::mutex m_mutex; // guards the two below
    DatabaseState m_state{false, "Starting the private database."};
    bool m_isOurs = false; ///< this object started the server
    std::condition_variable_any m_wake;
    std::jthread m_starter;
};

} // namespace halcyon::app
