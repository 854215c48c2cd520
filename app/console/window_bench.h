#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

class QWidget;

namespace halcyon::ui {
class Console;
}

namespace halcyon::app {

/// One rate, measured on the running window.
struct WindowBenchRow {
    int hertz = 0; ///< aimed at
    double achievedHertz = 0;
    double cpuPercent = 0; ///< of one core, the whole process
    double guiCpuPercent = 0; ///< of one core, the GUI thread alone
    double frameMs = 0; ///< GUI thread CPU a round
    double latenessP50Ms = 0, latenessP99Ms = 0; ///< of a 10-ms precise timer
    double residentMb = 0;
};

/// Notes when the window first painted, from the start of the process.
class FirstFrame {
public:
    explicit FirstFrame(QWidget& window);
    ~FirstFrame();
    FirstFrame(const FirstFrame&) = delete;
    FirstFrame& operator=(const FirstFrame&) = delete;

    /// Milliseconds, exact to about ten: the kernel counts process starts in ticks. 0 before the first paint.
    [[nodiscard]] double milliseconds() const;

private:
    class Filter;
    std::unique_ptr<Filter> m_filter;
};

/// Runs the window at each rate for `each`; the event loop runs inside.
[[nodiscard]] std::vector<WindowBenchRow> benchWindow(
    ui::Console& console, const std::vector<int>& rates, std::chrono::milliseconds each);

[[nodiscard]] std::string toJson(const std::vector<WindowBenchRow>& rows, double scale, double firstFrameMs);
[[nodiscard]] std::string toText(const std::vector<WindowBenchRow>& rows, double firstFrameMs);

} // namespace halcyon::app
