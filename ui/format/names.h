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

/// Text that came with a message, for the screen: control characters and those
/// that turn the writing direction show as marks instead of acting.
[[nodiscard]] QString feedText(std::string_view text);

[[nodiscard]] QString streamLabel(engine::StreamId stream); ///< "UPI", "E-commerce"
[[nodiscard]] QString streamShortLabel(engine::StreamId stream); ///< "UPI", "E-com"
[[nodiscard]] QString severityLabel(engine::Severity severity); ///< "Critical"
[[nodiscard]] QString bucketLabel(engine::Bucket bucket); ///< "Dead letter"
[[nodiscard]] QString outcomeLabel(std::string_view outcome); ///< "false_positive": "false positive"
[[nodiscard]] QString alertIdLabel(engine::AlertId id); ///< "A-0G5K..."

} // namespace halcyon::ui
