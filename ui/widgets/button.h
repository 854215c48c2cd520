#pragma once

#include <QPushButton>

namespace halcyon::ui {

/// The push button of the console: 28 px high (24 inside panels), an optional
/// icon before the text, a key cap or a menu arrow behind it.
class Button : public QPushButton {
    Q_OBJECT
public:
    enum class Look : unsigned char { Plain, Primary, Dangerous, Quiet };

    explicit Button(const QString& text, QWidget* parent = nullptr);

    void setLook(Look look);
    /// A file of resources/icons; drawn in the text's colour.
    void setIconName(const QString& name);
    void setKeyCap(const QString& key);
    /// Drawn after the text in the text's colour: "UTC" on the time range.
    void setSuffix(const QString& text);
    void setSmall(bool isSmall);
    /// Less room at its sides, for many buttons in a narrow row.
    void setTight(bool isTight);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QColor ground() const;
    [[nodiscard]] QColor ink() const;
    [[nodiscard]] double contentWidth() const;
    void paintGround(QPainter& painter) const;

    QString m_iconName, m_keyCap, m_suffix;
    Look m_look = Look::Plain;
    bool m_isTight = false;
};

} // namespace halcyon::ui
