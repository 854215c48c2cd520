#include "ui/dashboard/live_tiles.h"

#include "engine/api/metric_catalogue.h"
#include "ui/format/numbers.h"

#include <QCoreApplication>

#include <cmath>

namespace halcyon::ui {

namespace metric = engine::metric;

namespace {

constexpr std::size_t kRecent = 60; // seconds that the arrow compares with the whole range

QString tr(const char* text)
{
    return QCoreApplication::translate("LiveTiles", text);
}

/// Before the first message there is no figure, not even 0.
TileText noText()
{
    return {QString::fromUtf16(kNoValue), {}, {}, TileText::Mood::Neutral};
}

enum class Wish : unsigned char { None, Up, Down }; // which way is good

TileText::Mood moodOf(const QString& delta, Wish wish)
{
    const bool isUp = delta.startsWith(QStringLiteral("▲"));
    const bool isDown = delta.startsWith(QStringLiteral("▼"));
    if (wish == Wish::None || (!isUp && !isDown))
        return TileText::Mood::Neutral;
    return isUp == (wish == Wish::Up) ? TileText::Mood::Good : TileText::Mood::Bad;
}

struct FigureTile {
    const char* unit;
    int decimals;
    bool isRelative;
    Wish wish;
};

/// The last value, and how the last minute compares with the whole range.
std::function<TileText(const LiveView&, std::span<const double>)> figureText(const FigureTile& tile)
{
    return [tile](const LiveView& view, std::span<const double> values) {
        if (!view.hasMessages())
            return noText();
        const SeriesFigures all = figuresOf(values);
        const SeriesFigures recent = figuresOf(values.last(std::min(values.size(), kRecent)));
        TileText text;
        text.value = formatDecimal(all.last, tile.decimals);
        text.unit = QString::fromLatin1(tile.unit);
        if (values.size() > 2 * kRecent) // else there is nothing to compare with
            text.delta
                = deltaText(recent.mean, all.mean, tile.isRelative, tile.isRelative ? 1 : tile.decimals);
        text.mood = moodOf(text.delta, tile.wish);
        return text;
    };
}

StatTile::Spec lagTile()
{
    const auto text = [](const LiveView& view, std::span<const double> values) {
        if (!view.knowsLag())
            return noText();
        const double lag = double(view.snapshot.lag());
        const SeriesFigures all = figuresOf(values);
        TileText result{formatCount(view.snapshot.lag()), tr("msgs"), {}, TileText::Mood::Neutral};
        if (values.size() > 2 * kRecent)
            result.delta = deltaText(lag, all.mean, false, 0);
        result.mood = moodOf(result.delta, Wish::Down);
        return result;
    };
    return {tr("Consumer lag"), {}, std::string(metric::kLag), 5, 1,
        tr("Messages in Kafka that this console has not read yet; the arrow compares with the mean of the "
           "range."),
        text};
}

StatTile::Spec alertsTile(const AlertStore& alerts)
{
    const auto text = [&alerts](const LiveView& view, std::span<const double>) {
        if (alerts.size() == 0 && !view.hasMessages())
            return noText();
        TileText result{formatCount(std::int64_t(alerts.open())), {}, {}, TileText::Mood::Neutral};
        const auto critical = alerts.openOf(engine::Severity::Critical);
        if (critical > 0) {
            result.delta = tr("%1 crit").arg(formatCount(std::int64_t(critical)));
            result.mood = TileText::Mood::Critical;
        }
        return result;
    };
    return {tr("Open alerts"), {}, std::string(metric::kAlertsRate), 3, 30,
        tr("Alerts nobody has closed, and how many of them are critical; the line is new alerts a second."),
        text};
}

} // namespace

std::vector<StatTile::Spec> liveTiles(const AlertStore& alerts)
{
    const QString compared
        = QLatin1Char(' ') + tr("The arrow compares the last minute with the whole range.");
    return {{tr("Payments processed"), {}, std::string(metric::kPaymentsRate), 0, 1,
                tr("Clean and late payments of both streams in the last full second.") + compared,
                figureText({"/s", 0, true, Wish::None})},
        {tr("UPI success rate"), {}, std::string(metric::kUpiSuccessShare), 1, 1,
            tr("SUCCESS of all UPI payments over the last minute.") + compared,
            figureText({"%", 1, false, Wish::Up})},
        {tr("E-commerce fraud rate"), {}, std::string(metric::kEcomFraudShare), 2, 1,
            tr("Transactions their producer flagged as fraud, of all, over the last minute, in 1/100 "
               "percent.")
                + compared,
            figureText({"bps", 1, false, Wish::Down})},
        {tr("Payment-to-window latency p99"), tr("Window latency p99"), std::string(metric::kLatencyP99), 4,
            1,
            tr("From the Kafka record's timestamp to the window, 99th percentile of the last full second.")
                + compared,
            figureText({"ms", 1, false, Wish::Down})},
        lagTile(), alertsTile(alerts)};
}

} // namespace halcyon::ui
