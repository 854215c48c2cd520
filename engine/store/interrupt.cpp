#include "engine/store/interrupt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace halcyon::engine {

namespace {

bool pollReadable(int descriptor, int milliseconds) noexcept
{
    pollfd entry{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, milliseconds) > 0;
}

} // namespace

Interrupt::Interrupt()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

Interrupt::~Interrupt()
{
    ::close(m_descriptor);
}

void Interrupt::raise() noexcept
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_descriptor, &one, sizeof one); // full = raised already
}

void Interrupt::clear() noexcept
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(m_descriptor, &count, sizeof count); // empty = clear already
}

bool Interrupt::isRaised() const noexcept
{
    return pollReadable(m_descriptor, 0);
}

bool Interrupt::waitFor(std::chrono::milliseconds time) const noexcept
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + time;
    for (;;) { // a signal ends poll() early
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0)
            return isRaised();
        if (pollReadable(m_descriptor, int(left.count())))
            return true;
    }
}

} // namespace halcyon::engine
