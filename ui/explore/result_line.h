#pragma once

#include <QString>
#include <QWidget>

namespace halcyon::ui {

/// The last line under the rows: how many are shown, how long it took, from
/// where, and a way to the SQL. While an export runs, its progress.
class ResultLine : public QWidget {
    Q_OBJECT
public:
    explicit ResultLine(QWidget* parent = nullptr);

    enum class Kind : unsigned char { Good, Busy, Bad };
    void setResult(Kind kind, const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    void setSqlShown(bool isShown);
    /// 0..1; below 0: no export runs.
    void setExport(double share, const QString& text);
    [[nodiscard]] const QString& exportText() const { return m_exportText; }

    static constexpr int kHeight = 30;

Q_SIGNALS:
    void sqlClicked();
    void cancelClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRect rightRect() const; ///< of the word at the right that can be clicked
    [[nodiscard]] QString rightWord() const;

    Kind m_kind = Kind::Good;
    QString m_text, m_exportText;
    double m_share = -1;
    bool m_hasSql = false;
};

} // namespace halcyon::ui
