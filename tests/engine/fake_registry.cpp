#include "tests/engine/fake_registry.h"

#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace halcyon::tests {

namespace {

/// A request's head and as much of a body as it announces.
[[nodiscard]] std::string readRequest(int connection)
{
    std::string request;
    std::array<char, 4096> bytes{};
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
        const ssize_t got = recv(connection, bytes.data(), bytes.size(), 0);
        if (got <= 0)
            break;
        request.append(bytes.data(), std::size_t(got));
        const std::size_t end = request.find("\r\n\r\n");
        if (end == std::string::npos)
            continue;
        const std::size_t length = request.find("Content-Length: ");
        wanted = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
    }
    return request;
}

void sendAll(int connection, const std::string& text)
{
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t sent = send(connection, text.data() + at, text.size() - at, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += std::size_t(sent);
    }
}

} // namespace

FakeRegistry::FakeRegistry(Answer answer)
    : m_answer(std::move(answer))
    , m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(m_socket, any, size) != 0 || listen(m_socket, 16) != 0 || getsockname(m_socket, any, &size) != 0)
        throw std::runtime_error("no port for a fake registry");
    m_port = ntohs(address.sin_port);
    m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

FakeRegistry::~FakeRegistry()
{
    m_thread.request_stop();
    m_thread.join();
    close(m_socket);
}

void FakeRegistry::serve(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        pollfd ready{m_socket, POLLIN, 0};
        if (poll(&ready, 1, 20) <= 0)
            continue;
        const int connection = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            continue;
        const std::string request = readRequest(connection);
        ++m_requests;
        sendAll(connection, m_answer(request));
        close(connection);
    }
}

std::string FakeRegistry::response(
    const std::string& body, const std::string& status, const std::string& header)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + header
        + "Connection: close\r\n\r\n" + body;
}

std::string FakeRegistry::schemaResponse(const std::string& schema, const std::string& type)
{
    nlohmann::json json{{"schema", schema}};
    if (!type.empty())
        json["schemaType"] = type;
    return response(json.dump());
}

} // namespace halcyon::tests
