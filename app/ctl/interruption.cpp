#include "app/ctl/interruption.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace halcyon::app {

namespace {

[[nodiscard]] sigset_t watchedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

Interruption::Interruption()
{
    const sigset_t signals = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a reader that left is an ordinary write error
    m_thread = std::jthread([this](const std::stop_token& stop) {
        const sigset_t watched = watchedSignals();
        const timespec patience{0, 100'000'000};
        while (!stop.stop_requested()) {
            const int signal = sigtimedwait(&watched, nullptr, &patience);
            if (signal <= 0)
                continue;
            if (m_signal.exchange(signal) != 0)
                _exit(128 + signal);
            m_source.request_stop();
        }
    });
}

Interruption::~Interruption() = default;

int Interruption::exitCode(int otherwise) const
{
    return m_signal == 0 ? otherwise : 128 + m_signal;
}

} // namespace halcyon::app
