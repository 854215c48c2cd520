#pragma once

#include <QVariant>
#include <Qt>

namespace halcyon::ui {

/// What a model of ours answers beside `Qt::DisplayRole`, for `CellDelegate`.
/// All are optional; texts come from ui/format.
namespace role {
inline constexpr int kTone = Qt::UserRole + 1; ///< Tone as int
inline constexpr int kSort = Qt::UserRole + 2; ///< the raw value
inline constexpr int kFill = Qt::UserRole + 3; ///< double 0..1: how full the cell's bar is
inline constexpr int kMark = Qt::UserRole + 4; ///< Mark as int: what stands before the text
inline constexpr int kSpark = Qt::UserRole + 5; ///< QList<float>: the cell's sparkline, oldest first
inline constexpr int kSeverity = Qt::UserRole + 6; ///< engine::Severity as int: colours a pill or bar
} // namespace role

/// What a cell's text means; the delegate turns it into a colour of the theme.
enum class Tone : unsigned char { Plain, Secondary, Tertiary, Link, Ok, Warn, High, Critical, Info, Accent };
enum class Mark : unsigned char { None, Dot, Ring };

[[nodiscard]] inline QVariant toVariant(Tone tone)
{
    return int(tone);
}
[[nodiscard]] inline QVariant toVariant(Mark mark)
{
    return int(mark);
}

} // namespace halcyon::ui
