#!/usr/bin/python3
"""What Halcyon must say about a file of messages, computed the plain and slow way.

Written from domain.md sections 1.1, 1.2 and 2 to 5, and from the engine's header contracts where those are
silent (how long a payer is remembered, how alerts are grouped). It shares no line with the engine.

    oracle.py FILE --stream upi --now 2026-11-21T13:00:00Z [--window ID [--final] | --ledger | --scores]
"""

import argparse
import bisect
import collections
import csv
import json
import math
import sys
from fractions import Fraction

import messages

MINUTE = 60_000_000
SECOND = 1_000_000
LATENESS = MINUTE
DUPLICATES_REMEMBERED = 5 * MINUTE
DUPLICATE_BUCKET = 10 * SECOND
HISTORY_REMEMBERED = 60 * MINUTE
ALERTS_GROUPED = 10 * MINUTE
ALERTS_OPEN = 60 * MINUTE
NEVER = -(1 << 70)

DEFAULTS = {"upi": {"zone": "UTC", "currency": "INR"}, "transactions": {"zone": "UTC", "currency": "INR"}}


# --- Rules (domain.md 4 and 5): id, points, what it looks at, limit, whether it fires -----------------


def _velocity_upi(payment, seen):
    return seen.payments(payment.time - 10 * MINUTE + 1, payment.time)


def _failures_upi(payment, seen):
    return seen.failures(payment.time - 5 * MINUTE + 1, payment.time)


def _velocity_transactions(payment, seen):
    second = payment.time // SECOND
    return seen.payments((second - 1800) * SECOND, (second + 1) * SECOND - 1)


RISKY = ("Nigeria", "Russia", "China")

RULES = {
    "upi": [
        ("velocity", 25, _velocity_upi, 10, lambda p, value: value > 10),
        ("failed_burst", 25, _failures_upi, 3, lambda p, value: p.status == "SUCCESS" and value >= 3),
    ],
    "transactions": [
        ("known_fraud", 50, lambda p, seen: p.is_fraud, None, lambda p, value: value),
        ("high_amount", 30, lambda p, seen: p.amount, 5000, lambda p, value: value > 5000),
        ("velocity", 25, _velocity_transactions, 5, lambda p, value: value > 5),
        ("crypto", 20, lambda p, seen: p.method, ["crypto"], lambda p, value: value == "crypto"),
        ("high_risk_country", 15, lambda p, seen: p.country, list(RISKY), lambda p, value: value in RISKY),
        ("late_night", 10, lambda p, seen: p.hour, [23, 5], lambda p, value: value >= 23 or value <= 5),
        ("weekend", 5, lambda p, seen: p.day_of_week, None, lambda p, value: p.is_weekend),
    ],
}
ALERT_FROM = {"upi": 25, "transactions": 50}
BANDS = [(75, "CRITICAL"), (50, "HIGH"), (25, "MEDIUM"), (10, "LOW")]


def level_of(score):
    return next((name for least, name in BANDS if score >= least), "MINIMAL")


class PayerPast:
    """When one payer paid. A payment is forgotten an hour of the stream's event time after it."""

    def __init__(self):
        self.times, self.failed = [], []

    def add(self, payment):
        bisect.insort(self.times, payment.time)
        if payment.status == "FAILED":
            bisect.insort(self.failed, payment.time)

    def seen_at(self, reached):
        return _Seen(self, reached - HISTORY_REMEMBERED)


class _Seen:
    def __init__(self, past, remembered_from):
        self.past, self.remembered_from = past, remembered_from

    def payments(self, first, last):
        """How many; the one that asks counts even where it is older than what is remembered."""
        return max(self._between(self.past.times, first, last), 1)

    def failures(self, first, last):
        return self._between(self.past.failed, first, last)

    def _between(self, times, first, last):
        first = max(first, self.remembered_from)
        return max(bisect.bisect_right(times, last) - bisect.bisect_left(times, first), 0)


# --- Windows (domain.md 3) ----------------------------------------------------------------------------


def _ratio(part, whole, scale=1):
    return float(Fraction(part) * scale / whole)


def _sum(events):
    return sum((e.amount for e in events), Fraction(0))


def _count_status(events, status):
    return sum(e.status == status for e in events)


def _percentile(events, percent):
    """Nearest rank, in milliseconds; empty without a record's time."""
    latencies = sorted(e.record - e.time for e in events if e.record is not None)
    if not latencies:
        return None
    rank = math.ceil(Fraction(percent * len(latencies), 100))
    return Percentile(Fraction(latencies[max(rank, 1) - 1], 1000))


class Percentile(Fraction):
    """A value that may be off by 2 %."""


def _minute(stream):
    failed = {
        "upi": ("failed_count", lambda events: _count_status(events, "FAILED")),
        "transactions": ("fraud_count", lambda events: sum(e.is_fraud for e in events)),
    }
    return [
        ("count", len), ("amount", _sum), failed[stream],
        ("latency_p50_ms", lambda events: _percentile(events, 50)),
        ("latency_p95_ms", lambda events: _percentile(events, 95)),
        ("latency_p99_ms", lambda events: _percentile(events, 99)),
    ]


_STATUS_MEASURES = [
    ("count", len), ("amount", _sum),
    ("success_count", lambda events: _count_status(events, "SUCCESS")),
    ("failed_count", lambda events: _count_status(events, "FAILED")),
    ("pending_count", lambda events: _count_status(events, "PENDING")),
    ("success_rate", lambda events: _ratio(_count_status(events, "SUCCESS"), len(events))),
]

_GOLD_MEASURES = [
    ("transaction_count", len), ("total_amount", _sum),
    ("avg_amount", lambda events: _ratio(_sum(events), len(events))),
    ("max_amount", lambda events: max(e.amount for e in events)),
    ("min_amount", lambda events: min(e.amount for e in events)),
    ("fraud_count", lambda events: sum(e.is_fraud for e in events)),
    ("high_value_count", lambda events: sum(e.amount > 1000 for e in events)),
    ("unique_users", lambda events: len({e.payer for e in events})),
    ("unique_devices", lambda events: len({e.device for e in events})),
    ("fraud_rate", lambda events: _ratio(sum(e.is_fraud for e in events), len(events), 100)),
]

Window = collections.namedtuple("Window", "length slide keys measures")

WINDOWS = {
    "upi": {
        "minute": Window(1, 1, [], _minute("upi")),
        "minute_status": Window(1, 1, ["status"], _minute("upi")),
        "minute_bank": Window(1, 1, ["payer_bank"], _minute("upi")),
        "upi_merchant": Window(15, 5, ["payee"],
                               _STATUS_MEASURES + [("unique_payers", lambda events: len({e.payer for e in events}))]),
        "upi_bank": Window(5, 5, ["payer_bank"], _STATUS_MEASURES),
    },
    "transactions": {
        "minute": Window(1, 1, [], _minute("transactions")),
        "minute_method": Window(1, 1, ["payment_method"], _minute("transactions")),
        "minute_country": Window(1, 1, ["country"], _minute("transactions")),
        "gold": Window(10, 10, ["merchant", "payment_method", "country"], _GOLD_MEASURES),
    },
}
_KEYS = {"status": "status", "payer_bank": "bank", "payee": "payee", "payment_method": "method",
         "country": "country", "merchant": "payee"}


class Row:
    """One row of a window: texts of keys, currency, and a value a measure (count, Fraction, float, None)."""

    def __init__(self, start, end, keys, currency, values):
        self.start, self.end, self.keys, self.currency, self.values = start, end, keys, currency, values


# --- The stream -----------------------------------------------------------------------------------------


class Outcome:
    """What became of one message: its bucket, and for a payment its score, factors and alert."""

    def __init__(self, message, bucket):
        self.message, self.bucket = message, bucket
        self.payment = self.rejected = self.alert = None
        self.is_conflict, self.score, self.factors = False, 0, []


class Alert:
    """`first` is the event time of the event that raised it."""

    def __init__(self, number, entity, rule, first):
        self.number, self.entity, self.rule, self.first, self.outcomes = number, entity, rule, first, []


class Stream:
    """One stream's state; takes messages one at a time."""

    def __init__(self, name, settings=None):
        self.name = name
        self.settings = settings or DEFAULTS[name]
        self.outcomes = []
        self.alerts = []
        self.watermark = NEVER
        self._clocks = {}  # largest event time by partition
        self._silent = set()
        self._seen = {}  # the first outcome by (id, time)
        self._past = collections.defaultdict(PayerPast)
        self._alerts_of = collections.defaultdict(list)
        self._windows = {window: collections.defaultdict(list) for window in WINDOWS[name]}

    def fall_silent(self, partition):
        if partition in self._clocks:
            self._silent.add(partition)
            self._move_watermark()

    def take(self, message, now):
        outcome = Outcome(message, "dead_letter")
        self.outcomes.append(outcome)
        try:
            payment = messages.decode(message, self.settings, now)
        except messages.Rejected as rejected:
            outcome.rejected = rejected
            return outcome
        payment.record = message.record
        outcome.payment = payment
        reached = self.watermark + LATENESS if self.watermark != NEVER else NEVER
        outcome.bucket = self._bucket(outcome, reached)
        if outcome.bucket != "duplicate":
            self._count(payment)
            self._judge(outcome, reached)
        self._observe((message.topic, message.partition), payment.time)
        return outcome

    def _bucket(self, outcome, reached):
        payment = outcome.payment
        bucket_end = payment.time // DUPLICATE_BUCKET * DUPLICATE_BUCKET + DUPLICATE_BUCKET
        if reached < bucket_end + DUPLICATES_REMEMBERED:
            first = self._seen.setdefault((payment.id, payment.time), outcome)
            if first is not outcome:
                outcome.is_conflict = messages.event_of(payment) != messages.event_of(first.payment)
                return "duplicate"
        return "late" if self.watermark >= payment.time // MINUTE * MINUTE + MINUTE else "clean"

    def _count(self, payment):
        for name, window in WINDOWS[self.name].items():
            length, slide = window.length * MINUTE, window.slide * MINUTE
            start = payment.time // slide * slide
            while start + length > payment.time:
                if self.watermark < start + length:
                    keys = tuple(getattr(payment, _KEYS[key]) for key in window.keys)
                    self._windows[name][start, keys, payment.currency].append(payment)
                start -= slide

    def _judge(self, outcome, reached):
        payment = outcome.payment
        past = self._past[payment.payer]
        past.add(payment)
        seen = past.seen_at(reached)
        for rule, points, look, limit, fires in RULES[self.name]:
            value = look(payment, seen)
            if fires(payment, value):
                outcome.score += points
                outcome.factors.append((rule, points, value, limit))
        if outcome.score >= ALERT_FROM[self.name]:
            self._alert(outcome, reached)

    def _alert(self, outcome, reached):
        payment = outcome.payment
        rule = max(outcome.factors, key=lambda factor: factor[1])[0]  # the first of equals
        known = self._alerts_of[payment.payer, rule]
        for alert in reversed(known):
            if abs(payment.time - alert.first) < ALERTS_GROUPED and reached <= alert.first + ALERTS_OPEN:
                break
        else:
            alert = Alert(len(self.alerts) + 1, payment.payer, rule, payment.time)
            known.append(alert)
            self.alerts.append(alert)
        alert.outcomes.append(outcome)
        outcome.alert = alert

    def _observe(self, partition, time):
        self._clocks[partition] = max(time, self._clocks.get(partition, time))
        self._silent.discard(partition)
        self._move_watermark()

    def _move_watermark(self):
        active = [clock for partition, clock in self._clocks.items() if partition not in self._silent]
        if active:
            self.watermark = max(self.watermark, min(active) - LATENESS)

    def rows(self, window, final):
        """Rows of the windows that are final, or with `final` of all; sorted by window, keys and currency."""
        shape = WINDOWS[self.name][window]
        rows = []
        for (start, keys, currency), events in self._windows[window].items():
            end = start + shape.length * MINUTE
            if final or end <= self.watermark:
                rows.append(Row(start, end, keys, currency, [measure(events) for _, measure in shape.measures]))
        return sorted(rows, key=lambda row: (row.start, [key.encode() for key in row.keys], row.currency))

    def ledger(self):
        buckets = collections.Counter(outcome.bucket for outcome in self.outcomes)
        reasons = collections.Counter(o.rejected.reason for o in self.outcomes if o.rejected)
        return {"read": len(self.outcomes), "clean": buckets["clean"], "duplicate": buckets["duplicate"],
                "conflict": sum(o.is_conflict for o in self.outcomes), "late": buckets["late"],
                "dead_letter": dict(sorted(reasons.items()))}


def run(records, stream, now, settings=None):
    """The state of `stream` after all of its messages."""
    state = Stream(stream, settings)
    for message in records:
        if message.stream == stream:
            state.take(message, now)
    return state


# --- As text --------------------------------------------------------------------------------------------


def format_real(value):
    """The shortest text that reads back to the same double, without an exponent where one can do."""
    text = repr(value)
    if "e" in text:
        return text
    return text[:-2] if text.endswith(".0") else text


def format_value(value):
    if value is None:
        return ""
    if isinstance(value, Percentile):
        return format_real(float(value))
    if isinstance(value, float):
        return format_real(value)
    return messages.format_amount(value) if isinstance(value, Fraction) else str(value)


def format_factor(value):
    return messages.format_amount(value) if isinstance(value, Fraction) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--stream", choices=WINDOWS, required=True)
    parser.add_argument("--now", required=True)
    parser.add_argument("--zone", default="UTC")
    parser.add_argument("--window")
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--ledger", action="store_true")
    parser.add_argument("--scores", action="store_true")
    options = parser.parse_args()
    records = messages.read_file(options.file, options.stream)
    state = run(records, options.stream, messages.parse_time(options.now, "UTC"),
                {**DEFAULTS[options.stream], "zone": options.zone})
    if options.ledger:
        print(json.dumps(state.ledger()))
    elif options.window:
        shape = WINDOWS[options.stream][options.window]
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(["window_start", "window_end", *shape.keys, *(name for name, _ in shape.measures)])
        for row in state.rows(options.window, options.final):
            currency = [] if row.currency == state.settings["currency"] else [row.currency]
            out.writerow([messages.format_time(row.start), messages.format_time(row.end), *row.keys,
                          *map(format_value, row.values), *currency])
    else:
        for outcome in state.outcomes:
            if options.scores and outcome.bucket in ("clean", "late"):
                print(outcome.payment.id, outcome.bucket, outcome.score,
                      [(rule, points, format_factor(value)) for rule, points, value, _ in outcome.factors],
                      outcome.alert and outcome.alert.number)
            elif not options.scores:
                print(outcome.bucket, outcome.rejected or messages.event_of(outcome.payment))


if __name__ == "__main__":
    main()
