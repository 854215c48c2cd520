#include "tests/fakes/pg_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace halcyon::tests {

namespace {

constexpr int kGlance = 20; // ms

sockaddr_un addressOf(const std::filesystem::path& folder)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = (folder / ".s.PGSQL.5432").string();
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

int openSocket()
{
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

bool sendAll(int to, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(std::size_t(sent));
    }
    return true;
}

} // namespace

PgProxy::PgProxy(std::filesystem::path folder, std::filesystem::path server)
    : m_server(std::move(server))
    , m_listener(openSocket())
{
    const auto address = addressOf(folder);
    if (::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        || ::listen(m_listener, 16) != 0)
        throw std::runtime_error("the proxy cannot listen");
    m_acceptor = std::thread([this] { accept(); });
}

PgProxy::~PgProxy()
{
    m_isEnding = true;
    m_acceptor.join();
    for (auto& thread : m_threads)
        thread.join();
    for (const int server : m_stranded)
        ::close(server);
    ::close(m_listener);
}

void PgProxy::give(Order order, const std::string& word)
{
    const std::scoped_lock lock(m_mutex);
    m_order = order;
    m_word = word;
}

PgProxy::Order PgProxy::orderFor(std::string_view said)
{
    const std::scoped_lock lock(m_mutex);
    if (m_order == Order::None || said.find(m_word) == std::string_view::npos)
        return Order::None;
    ++m_faults;
    return std::exchange(m_order, Order::None);
}

void PgProxy::accept()
{
    while (!m_isEnding) {
        pollfd entry{.fd = m_listener, .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, kGlance) <= 0)
            continue;
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const std::scoped_lock lock(m_mutex);
        if (client >= 0)
            m_threads.emplace_back([this, client] { serve(client); });
    }
}

void PgProxy::keepOpen(int server)
{
    const std::scoped_lock lock(m_mutex);
    m_stranded.push_back(server);
}

void PgProxy::serve(int client)
{
    const int server = openSocket();
    const auto address = addressOf(m_server);
    bool isOpen = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    bool losesAnswer = false;
    bool isStranded = false;
    std::array<char, 1 << 16> buffer{};
    while (isOpen && !m_isEnding) {
        std::array<pollfd, 2> entries{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        ::poll(entries.data(), entries.size(), kGlance);
        if (entries[0].revents != 0) {
            const auto size = ::recv(client, buffer.data(), buffer.size(), 0);
            const std::string_view said(buffer.data(), size > 0 ? std::size_t(size) : 0);
            const auto order = orderFor(said);
            isStranded = order == Order::Strand;
            losesAnswer = losesAnswer || order == Order::LoseAnswer;
            isOpen = !said.empty() && !isStranded && order != Order::BreakBefore && sendAll(server, said);
        }
        if (isOpen && entries[1].revents != 0) {
            const auto size = ::recv(server, buffer.data(), buffer.size(), 0);
            isOpen = size > 0 && !losesAnswer && sendAll(client, {buffer.data(), std::size_t(size)});
        }
    }
    ::close(client);
    if (isStranded)
        keepOpen(server);
    else
        ::close(server);
}

} // namespace halcyon::tests
