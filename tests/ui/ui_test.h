#pragma once

#include "tests/fakes/fake_engine.h"
#include "tests/fakes/fake_history.h"
#include "tests/fakes/story.h"
#include "ui/console/console.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QtTest>

/// A QtTest program for widgets: fixed theme, no settings of the user.
#define HALCYON_UI_TEST_MAIN(TestClass)                                                                      \
    int main(int argc, char** argv)                                                                          \
    {                                                                                                        \
        QApplication application(argc, argv);                                                                \
        halcyon::ui::applyTheme(halcyon::ui::ThemeKind::Dark);                                               \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    }

namespace halcyon::tests {

using namespace std::chrono_literals;

/// The real window on the story. The test is the clock: `tell` moves it.
struct ConsoleOnStory {
    engine::EventTime now = story::now();
    FakeEngine engine{story::now() - 15min};
    FakeHistory history;
    ui::Console console{
        {engine, &history, {QStringLiteral("TEST"), QColor(Qt::red)}, [this] { return now; }}};

    ConsoleOnStory()
    {
        history.onRecorderStatus = [this] {
            return engine::RecorderStatus{true, now - 300ms, 4'127'000, 720, 1, "15.8"};
        };
        console.window().resize(1920, 1080);
        QCoreApplication::processEvents(); // the panels' wishes reach the engine
        tell(0ms);
    }

    /// `passed` later, a snapshot was published and everything on screen has followed.
    void tell(std::chrono::milliseconds passed)
    {
        now += passed;
        engine.advanceTo(now);
        look();
    }
    /// The window looks at the board without anything new on it.
    void look()
    {
        console.feed().poll();
        refreshAll();
    }
    void refreshAll()
    {
        console.scheduler().markAllDirty();
        console.scheduler().runDue();
        QCoreApplication::processEvents();
    }

    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name)
    {
        auto* widget = console.window().findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("there is no %s", name);
        return widget;
    }
};

/// Presses the left button at `from`, moves to `to` over the middle, and lets go.
inline void drag(QWidget* widget, const QPointF& from, const QPointF& to)
{
    const auto send = [widget](QEvent::Type type, const QPointF& at, Qt::MouseButtons buttons) {
        QMouseEvent event(type, at, widget->mapToGlobal(at),
            type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, Qt::NoModifier);
        QCoreApplication::sendEvent(widget, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton);
    send(QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::NoButton);
}

} // namespace halcyon::tests
