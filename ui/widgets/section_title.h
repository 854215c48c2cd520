#pragma once

#include <QString>
#include <QWidget>

namespace halcyon::ui {

/// A small heading inside a panel, with a word about it at the right.
class SectionTitle : public QWidget {
    Q_OBJECT
public:
    explicit SectionTitle(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setRemark(const QString& remark);
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] const QString& remark() const { return m_remark; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title, m_remark;
};

/// A sentence about why something cannot be done, on the ground of a warning.
class WarningLine : public QWidget {
    Q_OBJECT
public:
    explicit WarningLine(QWidget* parent = nullptr);

    /// An empty sentence hides the line.
    void setSentence(const QString& sentence);
    [[nodiscard]] const QString& sentence() const { return m_sentence; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_sentence;
};

/// A line of 1 px between parts of a panel.
class Separator : public QWidget {
    Q_OBJECT
public:
    explicit Separator(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace halcyon::ui
