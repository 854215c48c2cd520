#pragma once

#include <QLineEdit>
#include <QTextLayout>

namespace halcyon::ui {

/// A line to type a condition into: a magnifier, the text in the figures' font,
/// and at the right what became of it.
class FilterField : public QLineEdit {
    Q_OBJECT
public:
    enum class Verdict : unsigned char { Neutral, Valid, Slow, Error };

    explicit FilterField(QWidget* parent = nullptr);

    /// Ground and border say the verdict; `word` and `figures` stand at the right.
    void setVerdict(Verdict verdict, const QString& word = {}, const QString& figures = {});
    [[nodiscard]] Verdict verdict() const { return m_verdict; }
    [[nodiscard]] QString word() const { return m_word; }
    [[nodiscard]] QString figures() const { return m_figures; }
    /// Colours parts of the text until it changes.
    void setColouring(const QList<QTextLayout::FormatRange>& ranges);
    /// 24 px high instead of 28: for panel headers.
    void setSmall(bool isSmall);

Q_SIGNALS:
    void escaped(); ///< Esc was pressed

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyVerdict();

    Verdict m_verdict = Verdict::Neutral;
    QString m_word, m_figures;
};

} // namespace halcyon::ui
