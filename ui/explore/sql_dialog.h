#pragma once

#include <QDialog>

namespace halcyon::ui {

/// The statement behind the rows, to read and to copy; it runs as it stands in psql.
class SqlDialog : public QDialog {
    Q_OBJECT
public:
    SqlDialog(const QString& sql, QWidget* parent);
};

} // namespace halcyon::ui
