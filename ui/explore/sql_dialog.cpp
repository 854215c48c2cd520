#include "ui/explore/sql_dialog.h"

#include "ui/theme/fonts.h"
#include "ui/widgets/button.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace halcyon::ui {

SqlDialog::SqlDialog(const QString& sql, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("sqlDialog"));
    setWindowTitle(tr("SQL of these rows"));
    resize(720, 360);
    auto* text = new QPlainTextEdit(sql);
    text->setObjectName(QStringLiteral("sqlText"));
    text->setReadOnly(true);
    text->setFont(monoFont());
    text->document()->setDocumentMargin(8);
    auto* copy = new Button(tr("Copy"));
    copy->setObjectName(QStringLiteral("copySqlButton"));
    copy->setIconName(QStringLiteral("copy"));
    auto* close = new Button(tr("Close"));
    close->setLook(Button::Look::Primary);
    close->setKeyCap(QStringLiteral("Esc"));
    connect(copy, &QPushButton::clicked, this, [sql] { QGuiApplication::clipboard()->setText(sql); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(text, 1);
    layout->addLayout(buttons);
}

} // namespace halcyon::ui
