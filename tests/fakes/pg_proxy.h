#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace halcyon::tests {

/// Stands between a client and a real PostgreSQL's Unix socket, and fails on order.
///
/// Threads: one for each connection; the orders come from any thread.
class PgProxy {
public:
    /// Listens as `folder`/.s.PGSQL.5432, passes on to `server`/.s.PGSQL.5432.
    PgProxy(std::filesystem::path folder, std::filesystem::path server);
    ~PgProxy();

    /// The next time a client says `word`: the server gets it and answers, but
    /// the connection breaks before the client hears.
    void loseAnswerTo(const std::string& word) { give(Order::LoseAnswer, word); }
    /// The next time a client says `word`: both connections break before the server gets it.
    void breakBefore(const std::string& word) { give(Order::BreakBefore, word); }
    /// The next time a client says `word`: its connection breaks, but the server sees
    /// nothing of that, as behind a dead network; its end stays open until the proxy ends.
    void strandAt(const std::string& word) { give(Order::Strand, word); }

    /// How many orders were carried out.
    [[nodiscard]] int faults() const noexcept { return m_faults; }

private:
    enum class Order { None, LoseAnswer, BreakBefore, Strand };

    void give(Order order, const std::string& word);
    Order orderFor(std::string_view said);
    void accept();
    void serve(int client);
    void keepOpen(int server);

    std::filesystem::path m_server;
    int m_listener = -1;
    std::mutex m_mutex; // guards the four below
    Order m_order = Order::None;
    std::string m_word;
    std::vector<std::thread> m_threads;
    std::vector<int> m_stranded;
    std::atomic<int> m_faults{0};
    std::atomic<bool> m_isEnding{false};
    std::thread m_acceptor;
};

} // namespace halcyon::tests
