#pragma once

#include "engine/api/history_values.h"
#include "engine/model/alert.h"
#include "ui/format/times.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <vector>

namespace halcyon::ui {

/// What happened to an alert, oldest first: raised by the engine, repeated,
/// then what people did and wrote. Long notes are wrapped.
class AlertTimeline : public QWidget {
    Q_OBJECT
public:
    explicit AlertTimeline(QWidget* parent = nullptr);

    void setEntries(const engine::Alert& alert, const std::vector<engine::AlertAction>& actions, Zone zone);
    /// One line an entry, for reading aloud and for tests: "12:51:22 engine raised it".
    [[nodiscard]] QStringList texts() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Entry {
        QString time, actor, text;
        bool isPersons = false;
    };
    [[nodiscard]] int textHeight(const Entry& entry) const;
    [[nodiscard]] int entryHeight(const Entry& entry) const;

    QList<Entry> m_entries;
};

} // namespace halcyon::ui
