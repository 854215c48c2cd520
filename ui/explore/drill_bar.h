#pragma once

#include "engine/api/history_values.h"
#include "ui/feed/engine_feed.h"
#include "ui/feed/zone_choice.h"

#include <QMenu>
#include <QWidget>

class QCompleter;
class QStringListModel;

namespace halcyon::ui {

class Button;
class ChipStrip;
class FilterField;
class Segments;

/// The bar over the rows: which stream, the conditions as chips, and a line to
/// type another one or another time range.
class DrillBar : public QWidget {
    Q_OBJECT
public:
    DrillBar(EngineFeed& feed, ZoneChoice& zone, QWidget* parent = nullptr);

    void setDrill(const engine::Drill& drill);
    /// Opens the line to type a condition.
    void editFilter();
    [[nodiscard]] bool isEditing() const;

Q_SIGNALS:
    void drillWanted(const halcyon::engine::Drill& drill);
    void left(); ///< the line was closed
    void refused(const QString& sentence); ///< why what was typed is no condition

private:
    void buildEntry();
    void buildTimeMenu();
    void closeEntry();
    void onTyped(const QString& text);
    void onEntered();
    void removeFilter(int filter);

    EngineFeed& m_feed;
    ZoneChoice& m_zone;
    engine::Drill m_drill;
    Segments* m_streams;
    ChipStrip* m_chips;
    Button* m_add;
    FilterField* m_entry;
    QCompleter* m_completer;
    QStringListModel* m_offers;
    QMenu m_timeMenu;
};

} // namespace halcyon::ui
