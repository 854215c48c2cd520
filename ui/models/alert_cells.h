#pragma once

#include "ui/format/times.h"
#include "ui/models/alert_store.h"
#include "ui/models/cell_roles.h"

#include <QString>

namespace halcyon::ui {

/// The parts of an alert that every list of alerts writes alike.
namespace alert_cells {

[[nodiscard]] QString severity(const AlertRow& row);
[[nodiscard]] QString rule(const AlertStore& store, const AlertRow& row); ///< "velocity +2": two more fired
[[nodiscard]] QString amount(const AlertRow& row);
[[nodiscard]] QString state(AlertState state);
[[nodiscard]] Tone stateTone(AlertState state);
[[nodiscard]] Mark stateMark(AlertState state);
[[nodiscard]] double scoreFill(const AlertRow& row); ///< a bar is full at 100

} // namespace alert_cells

/// Whether `text` contains `lowered`, ASCII letters of either case.
[[nodiscard]] bool containsText(std::string_view text, std::string_view lowered);
[[nodiscard]] std::string lowerText(std::string_view text);

} // namespace halcyon::ui
