#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace halcyon::tests {

/// An HTTP server on a port of its own choice that answers as a test tells it:
/// for what a real schema registry does not do, to be slow, to lie, to be down.
class FakeRegistry {
public:
    /// From the request (its head and body) to the whole response. An empty one closes the connection
    /// unanswered.
    using Answer = std::function<std::string(const std::string& request)>;

    explicit FakeRegistry(Answer answer);
    ~FakeRegistry();
    FakeRegistry(const FakeRegistry&) = delete;
    FakeRegistry& operator=(const FakeRegistry&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] int requests() const { return m_requests; }

    [[nodiscard]] static std::string response(
        const std::string& body, const std::string& status = "200 OK", const std::string& header = {});
    /// As a registry answers for an id: the schema's text in JSON.
    [[nodiscard]] static std::string schemaResponse(const std::string& schema, const std::string& type = {});

private:
    void serve(const std::stop_token& stop);

    Answer m_answer;
    int m_socket = -1;
    int m_port = 0;
    std::atomic<int> m_requests{0};
    std::jthread m_thread;
};

} // namespace halcyon::tests
