#include "tests/ui/ui_test.h"
#include "ui/models/values_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/button.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toast.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>

using namespace halcyon;
using namespace std::chrono_literals;

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double light = std::max(luminance(a), luminance(b));
    const double dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

struct TableOnScreen {
    QStandardItemModel model{100, 2};
    ui::TableView table;

    TableOnScreen()
    {
        for (int row = 0; row < 100; ++row)
            model.setItem(row, 0, new QStandardItem(QString::number(row)));
        table.setColumns(
            {{0, ui::CellKind::Text, 80, 1, Qt::AlignLeft}, {1, ui::CellKind::Mono, 80, 0, Qt::AlignRight}});
        table.setModel(&model);
        table.resize(400, 300);
        table.show();
        if (!QTest::qWaitForWindowExposed(&table))
            qFatal("no window");
    }
    void insertOnTop(int rows)
    {
        QList<QStandardItem*> items;
        for (int row = 0; row < rows; ++row)
            items << new QStandardItem(QStringLiteral("new"));
        for (auto* item : items)
            model.insertRow(0, item);
    }
    [[nodiscard]] QString topText() const
    {
        return table.indexAt(QPoint(5, 5)).siblingAtColumn(0).data().toString();
    }
};

} // namespace

class TestWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsBothFontFamilies()
    {
        QCOMPARE(ui::missingFontFamilies(), QStringList());
        QCOMPARE(QFontInfo(ui::uiFont(12)).family(), QStringLiteral("Inter"));
        QVERIFY(QFontMetricsF(ui::monoFont(12)).horizontalAdvance(u'1')
            == QFontMetricsF(ui::monoFont(12)).horizontalAdvance(u'8'));
    }

    void givesAllDigitsOneWidth()
    {
        const QFont font = ui::uiFont(28, QFont::DemiBold);
        QCOMPARE(
            ui::tabularWidth(font, QStringLiteral("1111")), ui::tabularWidth(font, QStringLiteral("8888")));
        QVERIFY(
            ui::tabularWidth(font, QStringLiteral("1,111")) > ui::tabularWidth(font, QStringLiteral("1111")));
    }

    void keepsTextReadableInBothThemes_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    void keepsTextReadableInBothThemes()
    {
        QFETCH(bool, isDark);
        const ui::Colours& c = isDark ? ui::darkColours() : ui::lightColours();
        for (const QColor& ink : {c.text, c.text2, c.text3, c.link, c.ok, c.warn, c.high, c.info})
            QVERIFY2(contrast(ink, c.panel) >= 4.5, qPrintable(ink.name()));
        for (const auto severity : {engine::Severity::Low, engine::Severity::Medium, engine::Severity::High,
                 engine::Severity::Critical})
            QVERIFY(contrast(c.severityText(severity), c.severityGround(severity)) >= 4.5);
        QVERIFY(contrast(c.selectedText, c.selected) >= 4.5);
        QVERIFY(contrast(c.onAccent, c.accent) >= 4.5);
    }

    void drawsIconsInTheColourAndSizeAskedFor()
    {
        const QPixmap icon = ui::iconPixmap(QStringLiteral("bell"), Qt::red, 22, 1.5);
        QCOMPARE(icon.size(), QSize(33, 33));
        const QImage image = icon.toImage();
        bool hasRed = false;
        for (int x = 0; x < image.width(); ++x)
            hasRed = hasRed || (qAlpha(image.pixel(x, 8)) > 200 && qRed(image.pixel(x, 8)) > 200);
        QVERIFY(hasRed);
    }

    void holdsTheRowsBeingReadWhenNewOnesCome()
    {
        TableOnScreen screen;
        screen.table.verticalScrollBar()->setValue(40);
        QCOMPARE(screen.topText(), QStringLiteral("40"));
        screen.insertOnTop(7);
        QCOMPARE(screen.topText(), QStringLiteral("40"));
    }

    void followsNewRowsWhileAtTheTop()
    {
        TableOnScreen screen;
        screen.insertOnTop(3);
        QCOMPARE(screen.table.verticalScrollBar()->value(), 0);
        QCOMPARE(screen.topText(), QStringLiteral("new"));
    }

    void movesTheSelectionByRowsAndTellsOnce()
    {
        TableOnScreen screen;
        QSignalSpy changed(&screen.table, &ui::TableView::currentRowChanged);
        screen.table.setCurrentIndex({}); // a table that gets the focus selects its first row
        changed.clear();
        screen.table.moveCurrentRow(+1);
        QCOMPARE(screen.table.currentRow(), 0);
        screen.table.moveCurrentRow(+5);
        screen.table.moveCurrentRow(-50);
        QCOMPARE(screen.table.currentRow(), 0);
        QCOMPARE(changed.size(), 3);
        screen.table.moveCurrentRow(+500);
        QCOMPARE(screen.table.currentRow(), 99);
    }

    void opensARowWithEnterOrADoubleClick()
    {
        TableOnScreen screen;
        QSignalSpy activated(&screen.table, &ui::TableView::rowActivated);
        screen.table.moveCurrentRow(+1);
        QTest::keyClick(&screen.table, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QTest::mouseClick(screen.table.viewport(), Qt::LeftButton, {}, QPoint(20, 40));
        QTest::mouseDClick(screen.table.viewport(), Qt::LeftButton, {}, QPoint(20, 40));
        QCOMPARE(activated.size(), 2);
        QCOMPARE(activated.at(1).at(0).toInt(), 1);
    }

    void sharesTheWidthLeftOver()
    {
        TableOnScreen screen;
        const int all = screen.table.header()->sectionSize(0) + screen.table.header()->sectionSize(1);
        QCOMPARE(all, screen.table.viewport()->width());
        QCOMPARE(screen.table.header()->sectionSize(1), 80);
    }

    void sayWhatFailedAndOfferAWayOut()
    {
        ui::StateView view;
        view.resize(340, 200);
        view.show();
        view.showFailed(
            QStringLiteral("PostgreSQL cancelled the query"), QStringLiteral("It ran past its limit."));
        bool isPressed = false;
        view.addButton(QStringLiteral("Try again"), [&] { isPressed = true; });
        auto* button = view.findChild<ui::Button*>();
        QVERIFY(button && button->isVisible());
        QVERIFY(view.rect().contains(button->mapTo(&view, button->rect().bottomRight())));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(isPressed);
        view.showEmpty(QStringLiteral("Nothing"));
        QVERIFY(!view.isFailed());
        QVERIFY(!view.findChild<ui::Button*>());
    }

    void showsAtMostThreeToasts()
    {
        QWidget window;
        window.resize(1280, 800);
        ui::ToastStack toasts(&window);
        window.show();
        bool isUndone = false;
        for (int n = 0; n < 5; ++n)
            toasts.add({.title = QString::number(n), .actionText = QStringLiteral("Undo"), .action = [&] {
                            isUndone = true;
                        }});
        QCOMPARE(toasts.count(), ui::ToastStack::kMost);
        QVERIFY(window.rect().contains(toasts.geometry()));
        auto* toast = toasts.findChildren<QWidget*>(QStringLiteral("toast")).last();
        QTest::mouseClick(toast, Qt::LeftButton, {}, QPoint(toast->width() - 20, 36));
        QVERIFY(isUndone);
        QCOMPARE(toasts.count(), 2);
    }

    void makesRoomForIconKeyAndText()
    {
        ui::Button plain(QStringLiteral("Acknowledge"));
        ui::Button full(QStringLiteral("Acknowledge"));
        full.setIconName(QStringLiteral("check"));
        full.setKeyCap(QStringLiteral("A"));
        QCOMPARE(full.sizeHint().width(), plain.sizeHint().width() + 14 + 8 + 8 + 18);
        QCOMPARE(full.height(), 28);
    }
};

HALCYON_UI_TEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
