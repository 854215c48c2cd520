#include "ui/format/times.h"

#include <array>

namespace halcyon::ui {

namespace {

using namespace std::chrono;

struct Fields {
    year_month_day date;
    hh_mm_ss<microseconds> clock;
};

Fields fieldsOf(engine::EventTime time, Zone zone)
{
    const auto local = time + zoneOffset(zone);
    const auto day = floor<days>(local);
    return {year_month_day(day), hh_mm_ss<microseconds>(local - day)};
}

QString twoDigits(std::int64_t number)
{
    return QStringLiteral("%1").arg(number, 2, 10, QChar(u'0'));
}

QString clockText(const Fields& fields)
{
    return twoDigits(fields.clock.hours().count()) + u':' + twoDigits(fields.clock.minutes().count()) + u':'
        + twoDigits(fields.clock.seconds().count());
}

QString dateText(const Fields& fields)
{
    return QStringLiteral("%1-").arg(int(fields.date.year()), 4, 10, QChar(u'0'))
        + twoDigits(unsigned(fields.date.month())) + u'-' + twoDigits(unsigned(fields.date.day()));
}

} // namespace

QString zoneName(Zone zone)
{
    return zone == Zone::Utc ? QStringLiteral("UTC") : QStringLiteral("IST");
}

microseconds zoneOffset(Zone zone)
{
    return zone == Zone::Utc ? microseconds{0}
                             : microseconds{hours{5} + minutes{30}}; // India has no summer time
}

QString formatClock(engine::EventTime time, Zone zone)
{
    return clockText(fieldsOf(time, zone));
}

QString formatClockMinutes(engine::EventTime time, Zone zone)
{
    return clockText(fieldsOf(time, zone)).left(5);
}

QString formatClockMillis(engine::EventTime time, Zone zone)
{
    return formatClockMicros(time, zone).chopped(3);
}

QString formatClockMicros(engine::EventTime time, Zone zone)
{
    const Fields fields = fieldsOf(time, zone);
    return clockText(fields)
        + QStringLiteral(".%1").arg(fields.clock.subseconds().count(), 6, 10, QChar(u'0'));
}

QString formatDate(engine::EventTime time, Zone zone)
{
    return dateText(fieldsOf(time, zone));
}

QString formatDateClock(engine::EventTime time, Zone zone)
{
    const Fields fields = fieldsOf(time, zone);
    return dateText(fields) + u' ' + clockText(fields);
}

QString formatLongDateClock(engine::EventTime time, Zone zone)
{
    static const std::array kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Fields fields = fieldsOf(time, zone);
    return QStringLiteral("%1 %2 %3 %4")
        .arg(unsigned(fields.date.day()))
        .arg(QLatin1String(kMonths[unsigned(fields.date.month()) - 1]))
        .arg(int(fields.date.year()))
        .arg(clockText(fields));
}

QString formatRange(const engine::TimeRange& range, Zone zone)
{
    const bool isOneDay = formatDate(range.from, zone) == formatDate(range.to - microseconds{1}, zone);
    return isOneDay
        ? formatClock(range.from, zone) + QStringLiteral(" – ") + formatClock(range.to, zone)
        : formatDateClock(range.from, zone) + QStringLiteral(" – ") + formatDateClock(range.to, zone);
}

QString formatDuration(microseconds duration)
{
    if (duration < microseconds{0})
        return u'-' + formatDuration(-duration);
    if (duration < seconds{1})
        return QStringLiteral("%1 ms").arg(round<milliseconds>(duration).count());
    const auto whole = floor<seconds>(duration);
    if (whole < minutes{1})
        return QStringLiteral("%1 s").arg(double(duration.count() / 100'000) / 10, 0, 'f', 1);
    const auto parts = hh_mm_ss<seconds>(whole);
    if (whole < hours{1})
        return QStringLiteral("%1 m %2 s").arg(parts.minutes().count()).arg(parts.seconds().count());
    if (whole < days{1})
        return QStringLiteral("%1 h %2 m").arg(parts.hours().count()).arg(parts.minutes().count());
    return QStringLiteral("%1 d %2 h").arg(floor<days>(whole).count()).arg((whole % days{1}) / hours{1});
}

QString formatAge(microseconds age)
{
    const auto whole = floor<seconds>(std::max(age, microseconds{0}));
    const auto parts = hh_mm_ss<seconds>(whole);
    if (whole < hours{1})
        return QStringLiteral("%1:%2").arg(parts.minutes().count()).arg(twoDigits(parts.seconds().count()));
    if (whole < days{1})
        return QStringLiteral("%1 h %2").arg(parts.hours().count()).arg(twoDigits(parts.minutes().count()));
    return QStringLiteral("%1 d %2 h").arg(floor<days>(whole).count()).arg((whole % days{1}) / hours{1});
}

} // namespace halcyon::ui
