#pragma once

#include "engine/api/history_values.h"
#include "ui/feed/zone_choice.h"
#include "ui/models/cell_roles.h"
#include "ui/models/list_model.h"

namespace halcyon::ui {

/// Messages beside each other on a partition, whatever became of them.
class NeighboursModel : public ListModel<engine::StoredMessage> {
    Q_OBJECT
public:
    enum Column { Offset, RecordTime, Payment, Status, Bucket, ColumnCount };

    explicit NeighboursModel(const ZoneChoice& zone, QObject* parent = nullptr);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const engine::StoredMessage& row, int column, int role) const override;

private:
    [[nodiscard]] QString textOf(const engine::StoredMessage& row, int column) const;

    const ZoneChoice& m_zone;
};

/// "clean", "dead letter: bad_type", and its colour.
[[nodiscard]] QString bucketText(const engine::StoredMessage& message);
[[nodiscard]] Tone bucketTone(const engine::StoredMessage& message);

} // namespace halcyon::ui
