#include "ui/models/drill_stack.h"

namespace halcyon::ui {

void DrillStack::push(const engine::Drill& drill)
{
    if (!m_drills.empty() && current() == drill)
        return;
    if (!m_drills.empty())
        m_drills.resize(m_at + 1);
    m_drills.push_back(drill);
    if (m_drills.size() > kDeepest)
        m_drills.erase(m_drills.begin());
    m_at = m_drills.size() - 1;
    Q_EMIT drillChanged();
}

bool DrillStack::back()
{
    if (!canGoBack())
        return false;
    --m_at;
    Q_EMIT drillChanged();
    return true;
}

bool DrillStack::forward()
{
    if (!canGoForward())
        return false;
    ++m_at;
    Q_EMIT drillChanged();
    return true;
}

QStringList DrillStack::trail() const
{
    QStringList titles;
    for (std::size_t i = 0; i < depth(); ++i) {
        const QString title = QString::fromStdString(m_drills[i].title);
        if (titles.isEmpty() || titles.last() != title)
            titles << title;
    }
    return titles;
}

void DrillStack::backTo(int part)
{
    int at = -1;
    std::size_t last = m_at;
    for (std::size_t i = 0; i < depth(); ++i) {
        if (i == 0 || m_drills[i].title != m_drills[i - 1].title)
            ++at;
        if (at == part)
            last = i;
    }
    if (last == m_at)
        return;
    m_at = last;
    Q_EMIT drillChanged();
}

} // namespace halcyon::ui
