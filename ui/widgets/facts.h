#pragma once

#include "ui/models/cell_roles.h"

#include <QList>
#include <QString>
#include <QWidget>

namespace halcyon::ui {

/// A name and what it is.
struct Fact {
    QString label, value;
    Tone tone = Tone::Plain;

    friend bool operator==(const Fact&, const Fact&) = default;
};

/// Facts on raised tiles, the label small above the value. The tiles share the
/// width; a value that does not fit is cut, and whole in the tooltip.
class FactTiles : public QWidget {
    Q_OBJECT
public:
    FactTiles(int columns, int tileHeight, int gap, QWidget* parent = nullptr);

    void setFacts(const QList<Fact>& facts);
    [[nodiscard]] const QList<Fact>& facts() const { return m_facts; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRect tileRect(int tile) const;

    QList<Fact> m_facts;
    int m_columns, m_tileHeight, m_gap;
};

/// Facts as lines, label left and value right of it, in one or more columns
/// filled from top to bottom.
class FactList : public QWidget {
    Q_OBJECT
public:
    FactList(int columns, int labelWidth, QWidget* parent = nullptr);

    void setColumns(int columns);
    void setFacts(const QList<Fact>& facts);
    [[nodiscard]] const QList<Fact>& facts() const { return m_facts; }
    [[nodiscard]] QString valueOf(const QString& label) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

    static constexpr int kRowHeight = 22;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int rows() const;
    [[nodiscard]] QRect factRect(int fact) const;

    QList<Fact> m_facts;
    int m_columns, m_labelWidth;
};

} // namespace halcyon::ui
