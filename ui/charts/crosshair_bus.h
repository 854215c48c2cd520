#pragma once

#include <QObject>

#include <chrono>
#include <optional>

namespace halcyon::ui {

/// Where the pointer stands in time, told to all charts of a page, so that all
/// show the same moment. As an age behind the right edge: while the charts
/// scroll, the crosshair stays under the pointer.
class CrosshairBus : public QObject {
    Q_OBJECT
public:
    using Age = std::chrono::microseconds;
    using QObject::QObject;

    void moveTo(Age age)
    {
        if (m_age == age)
            return;
        m_age = age;
        Q_EMIT moved();
    }
    void leave()
    {
        if (!m_age)
            return;
        m_age.reset();
        Q_EMIT moved();
    }
    [[nodiscard]] const std::optional<Age>& age() const { return m_age; }

Q_SIGNALS:
    void moved();

private:
    std::optional<Age> m_age;
};

} // namespace halcyon::ui
