#pragma once

#include "engine/api/history_values.h"

#include <string>

namespace halcyon::ui {

/// A recorded message as one line of a .jsonl file: where it lay, key, time,
/// headers and value, then why it was turned away. Keys, header values and values that are
/// no UTF-8 text go as base64 under a name with `_base64`; a null value is null.
/// Without a line end.
[[nodiscard]] std::string messageEnvelope(const engine::StoredMessage& message);

} // namespace halcyon::ui
