#include "app/ctl/later_stop.h"

#include <tuple>

namespace halcyon::app {

LaterStop::LaterStop(const std::stop_token& first, std::chrono::milliseconds patience)
    : m_thread([this, first, patience](const std::stop_token& over) {
        const std::stop_callback onFirst(first, [this] {
            const std::scoped_lock lock(m_mutex);
            m_wake.notify_all();
        });
        std::unique_lock lock(m_mutex);
        if (!m_wake.wait(lock, over, [&] { return first.stop_requested(); }))
            return;
        std::ignore = m_wake.wait_for(lock, over, patience, [] { return false; });
        m_source.request_stop();
    })
{
}

} // namespace halcyon::app
