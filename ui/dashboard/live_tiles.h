#pragma once

#include "ui/models/alert_store.h"
#include "ui/panels/stat_tile.h"

namespace halcyon::ui {

/// The six tiles of *Live operations*, left to right.
[[nodiscard]] std::vector<StatTile::Spec> liveTiles(const AlertStore& alerts);

} // namespace halcyon::ui
