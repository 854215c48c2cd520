#pragma once

#include "engine/api/history_values.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace halcyon::ui {

/// Where an operator is in recorded history, and the way back: every drill that
/// was looked at since the first, as values.
class DrillStack : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Looks at something else; what lay ahead after going back is forgotten.
    /// The same drill again changes nothing.
    void push(const engine::Drill& drill);
    /// False when there is nothing to go back (or forward) to.
    bool back();
    bool forward();

    [[nodiscard]] bool isEmpty() const { return m_drills.empty(); }
    [[nodiscard]] const engine::Drill& current() const { return m_drills[m_at]; }
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_drills.size(); }
    [[nodiscard]] std::size_t depth() const { return m_drills.empty() ? 0 : m_at + 1; }

    /// The titles from the first drill to the current one; neighbours of the
    /// same title (a range brushed, a filter added) are one.
    [[nodiscard]] QStringList trail() const;
    /// Back to the last drill under that part of the trail.
    void backTo(int part);

    static constexpr std::size_t kDeepest = 200;

Q_SIGNALS:
    void drillChanged();

private:
    std::vector<engine::Drill> m_drills;
    std::size_t m_at = 0;
};

} // namespace halcyon::ui
