#pragma once

#include "engine/api/history_values.h"
#include "ui/feed/zone_choice.h"
#include "ui/models/list_model.h"

namespace halcyon::ui {

/// Dead letters by topic and reason.
class DeadLetterCountsModel : public ListModel<engine::DeadLetterCount> {
    Q_OBJECT
public:
    enum Column { Reason, Detail, Topic, Stage, Newest, Count, ColumnCount };

    explicit DeadLetterCountsModel(const ZoneChoice& zone, QObject* parent = nullptr);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const engine::DeadLetterCount& row, int column, int role) const override;

private:
    const ZoneChoice& m_zone;
};

/// The messages of one reason, newest first.
class DeadLettersModel : public ListModel<engine::DeadLetterRow> {
    Q_OBJECT
public:
    enum Column { ReadAt, Partition, Offset, Field, Start, Size, ColumnCount };

    explicit DeadLettersModel(const ZoneChoice& zone, QObject* parent = nullptr);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const engine::DeadLetterRow& row, int column, int role) const override;

private:
    [[nodiscard]] QString textOf(const engine::DeadLetterRow& row, int column) const;
    [[nodiscard]] QVariant rawOf(const engine::DeadLetterRow& row, int column) const;

    const ZoneChoice& m_zone;
};

} // namespace halcyon::ui
