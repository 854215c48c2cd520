#include "ui/shell/page.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

namespace halcyon::ui {

namespace {

constexpr int kBarHeight = 42;
constexpr int kSideMargin = 8;

QString capOf(const QString& name)
{
    static const QHash<QString, QString> kSigns{{QStringLiteral("Return"), QStringLiteral("↵")},
        {QStringLiteral("Enter"), QStringLiteral("↵")}, {QStringLiteral("Left"), QStringLiteral("←")},
        {QStringLiteral("Right"), QStringLiteral("→")}, {QStringLiteral("Up"), QStringLiteral("↑")},
        {QStringLiteral("Down"), QStringLiteral("↓")}};
    return kSigns.value(name, name);
}

} // namespace

QStringList keyCaps(const QKeySequence& keys)
{
    const QString text = keys.toString(QKeySequence::PortableText);
    if (text.endsWith(QStringLiteral("++"))) // the plus key itself
        return keyCaps(QKeySequence(text.chopped(2))) << QStringLiteral("+");
    if (text == QStringLiteral("+"))
        return {text};
    QStringList caps;
    for (const auto& name : text.split(u'+', Qt::SkipEmptyParts))
        caps << capOf(name);
    return caps;
}

Page::Page(PageContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new QWidget(this))
    , m_barLayout(new QHBoxLayout(m_bar))
    , m_layout(new QVBoxLayout(this))
{
    setFocusPolicy(Qt::ClickFocus);
    m_bar->setFixedHeight(kBarHeight);
    m_bar->hide();
    m_barLayout->setContentsMargins(kSideMargin, 1, kSideMargin, 0);
    m_barLayout->setSpacing(8);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_bar);
}

void Page::openCrumb(int)
{
}

bool Page::openDrill(const engine::Drill&)
{
    return false;
}

bool Page::openAlert(engine::AlertId)
{
    return false;
}

QHBoxLayout* Page::bar()
{
    m_bar->show();
    return m_barLayout;
}

void Page::setBody(QWidget* body)
{
    m_layout->addWidget(body, 1);
}

void Page::addKey(const QKeySequence& keys, const QString& text, std::function<void()> action)
{
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, std::move(action));
    if (!text.isEmpty())
        m_keyHints.append({keys, text});
}

} // namespace halcyon::ui
