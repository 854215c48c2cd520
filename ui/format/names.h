#pragma once

#include "engine/model/alert.h"
#include "engine/model/ledger.h"
#include "engine/model/payment.h"

#include <QString>

#include <string>
#include <string_view>

namespace halcyon::ui {

/// Bytes of the engine (UTF-8) as text.
[[nodiscard]] QString toText(std::string_view text);
[[nodiscard]] inline QString toText(const std::string& text)
{
    return QString::fromStdString(text);
}

[[nodiscard]] QString streamLabel(engine::StreamId stream); ///< "UPI", "E-commerce"
[[nodiscard]] QString streamShortLabel(engine::StreamId stream); ///< "UPI", "E-com"
[[nodiscard]] QString severityLabel(engine::Severity severity); ///< "Critical"
[[nodiscard]] QString bucketLabel(engine::Bucket bucket); ///< "Dead letter"
[[nodiscard]] QString alertIdLabel(engine::AlertId id); ///< "A-0G5K..."

} // namespace halcyon::ui
