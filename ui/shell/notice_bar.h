#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace halcyon::ui {

/// Sentences that stay until what they say is no longer so: one line each,
/// under the top bar.
class NoticeBar : public QWidget {
    Q_OBJECT
public:
    enum class Kind : unsigned char { Info, Warning, Error };

    explicit NoticeBar(QWidget* parent = nullptr);

    /// Shows `sentence` under `id`, in place of what it said before; an empty one removes it.
    void set(const QString& id, Kind kind, const QString& sentence);
    [[nodiscard]] QString sentence(const QString& id) const;

private:
    class Line;
    [[nodiscard]] Line* find(const QString& id) const;

    QVBoxLayout* m_layout;
    QList<Line*> m_lines;
};

} // namespace halcyon::ui
