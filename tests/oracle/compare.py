#!/usr/bin/python3
"""Runs halcyonctl and the oracle over the same files and shows where they differ.

    compare.py --halcyonctl build/release/bin/halcyonctl --seeds 1-20            made traffic, both streams
    compare.py --halcyonctl build/release/bin/halcyonctl day.jsonl --stream upi  a given file

Exit code: 0 all equal, 1 differences (each with what both said), 2 halcyonctl failed.
"""

import argparse
import csv
import decimal
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

import messages
import oracle
from traffic import Traffic

MOST_SHOWN = 5
PERCENTILE_ERROR = Fraction(2, 100)


class Failed(Exception):
    """halcyonctl did not do what it was asked to."""


class Subject:
    """halcyonctl on one file."""

    def __init__(self, program, path, stream, now, zone):
        self.program, self.path, self.stream, self.now, self.zone = program, path, stream, now, zone

    def run(self, command, *options):
        environment = dict(os.environ, TZ="Pacific/Auckland")  # the machine's own zone must not matter
        environment[f"HALCYON_STREAMS__{self.stream.upper()}__TIME_ZONE"] = self.zone
        done = subprocess.run(
            [self.program, command, self.path, "--stream", self.stream, "--now", messages.format_time(self.now), *options],
            capture_output=True, env=environment, timeout=120, check=False)
        if done.returncode != 0:
            raise Failed(f"{command} {options} ended with {done.returncode}: {done.stderr.decode()[:500]}")
        return done.stdout.decode("utf-8")

    def json_lines(self, command, *options):
        return [json.loads(line, parse_float=decimal.Decimal) for line in self.run(command, *options).splitlines()]


class Report:
    """Differences, the first few of each kind with their context."""

    def __init__(self, name):
        self.name, self.counts = name, {}

    def differ(self, kind, context, expected, actual):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= MOST_SHOWN:
            print(f"{self.name}: {kind}: {context}\n  expected {expected}\n  actual   {actual}")

    def same(self, kind, context, expected, actual):
        if expected != actual:
            self.differ(kind, context, expected, actual)


# --- decode ---------------------------------------------------------------------------------------------


def plain(value):
    """Decimals as exact text, so that 7, 7.0 and Decimal('7') are told apart from nothing else."""
    if isinstance(value, decimal.Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return messages.format_amount(Fraction(value))
    return value


def verdict_of(message, settings, now):
    try:
        event = messages.event_of(messages.decode(message, settings, now))
    except messages.Rejected as rejected:
        return {"ok": False, "stage": rejected.stage, "reason": rejected.reason, "field": rejected.field}
    return {"ok": True, "event": {name: plain(value) for name, value in event.items()}}


def compare_decode(subject, settings, report):
    """Every line on its own; what becomes of it later is not decode's business."""
    with open(subject.path, "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    told = [(number, line) for number, line in enumerate(lines, start=1) if line not in (b"", b"\r")]
    answers = subject.json_lines("decode")
    report.same("decode", "lines", len(told), len(answers))
    for (number, line), answer in zip(told, answers):
        message = messages.parse_line(line, subject.stream)
        message.stream = subject.stream
        actual = {name: answer.get(name) for name in ("ok", "event") if name in answer}
        if not answer["ok"]:
            actual = {name: answer[name] for name in ("ok", "stage", "reason", "field")}
            if not answer["detail"]:
                report.differ("decode", f"line {number}", "a detail", answer)
        else:
            actual["event"] = {name: plain(value) for name, value in answer["event"].items()}
        report.same("decode", f"line {number}: {line[:400]}", verdict_of(message, settings, subject.now), actual)
        report.same("decode", f"line {number}: its number", number, answer["input"])


# --- score ----------------------------------------------------------------------------------------------


def factor_text(factor):
    return factor["rule"], factor["points"], plain(factor["value"])


def compare_scores(subject, state, report):
    answers = subject.json_lines("score")
    expected = [outcome for outcome in state.outcomes if outcome.bucket in ("clean", "late")]
    report.same("score", "lines", len(expected), len(answers))
    ids, numbers = {}, {}
    for outcome, answer in zip(expected, answers):
        context = (f"{outcome.bucket} {messages.event_of(outcome.payment)}")
        report.same("score", context, [outcome.payment.id, outcome.score, oracle.level_of(outcome.score), outcome.score >= 50],
                    [answer[name] for name in ("id", "score", "level", "requires_review")])
        report.same("score", context, [(rule, points, plain(value) if isinstance(value, int) else oracle.format_factor(value))
                                       for rule, points, value, _ in outcome.factors],
                    [factor_text(factor) for factor in answer["factors"]])
        if outcome.alert is None or not answer["alerts"]:
            report.same("alert", context, [] if outcome.alert is None else [f"alert {outcome.alert.number}"], answer["alerts"])
            continue
        # Ids are hashes; what can be told is which events share one.
        number, (alert,) = outcome.alert.number, answer["alerts"]
        first = messages.format_time(outcome.alert.first)
        report.same("alert", f"{context} joins alert {number} of {first}", ids.setdefault(number, alert), alert)
        report.same("alert", f"{context} shares {alert}", numbers.setdefault(alert, number), number)


# --- aggregate ------------------------------------------------------------------------------------------


def is_close(expected, text):
    return text != "" and abs(Fraction(text) - expected) <= abs(expected) * PERCENTILE_ERROR


def digits(text):
    return text.replace(".", "").replace("-", "").lstrip("0").rstrip("0")


def cell_fits(value, text):
    """Whether a cell says the value in the form that cli.md promises."""
    if isinstance(value, oracle.Percentile):
        return is_close(value, text)
    if isinstance(value, float):
        return text != "" and float(text) == value and digits(text) == digits(oracle.format_real(value))
    return text == oracle.format_value(value)


def row_fits(row, names, actual):
    return actual[:len(names)] == names and len(actual) == len(names) + len(row.values) and all(
        cell_fits(value, text) for value, text in zip(row.values, actual[len(names):]))


def compare_window(subject, state, window, final, report):
    shape = oracle.WINDOWS[subject.stream][window]
    name = f"{window}{' --final' if final else ''}"
    text = subject.run("aggregate", "--window", window, *(["--final"] if final else []))
    answers = list(csv.reader(io.StringIO(text, newline="")))
    head = ["window_start", "window_end", *shape.keys, *(measure for measure, _ in shape.measures)]
    report.same(name, "head", head, answers[0])
    rows = state.rows(window, final)
    report.same(name, "rows", len(rows), len(answers) - 1)
    for row, answer in zip(rows, answers[1:]):
        names = [messages.format_time(row.start), messages.format_time(row.end), *row.keys]
        cells = answer
        if row.currency != state.settings["currency"]:
            cells = answer[:-1]
            report.same(name, f"currency of {names}", row.currency, answer[-1])
        if not row_fits(row, names, cells):
            report.differ(name, row.currency, names + [oracle.format_value(value) for value in row.values], answer)


def compare_file(subject, report):
    settings = {**oracle.DEFAULTS[subject.stream], "zone": subject.zone}
    state = oracle.run(messages.read_file(subject.path, subject.stream), subject.stream, subject.now, settings)
    compare_decode(subject, settings, report)
    compare_scores(subject, state, report)
    report.same("ledger", "buckets", state.ledger(), json.loads(subject.run("aggregate", "--ledger")))
    for window in oracle.WINDOWS[subject.stream]:
        for final in (False, True):
            compare_window(subject, state, window, final, report)
    return state


# --- The command ----------------------------------------------------------------------------------------


def compare_seed(program, seed, stream, folder):
    traffic = Traffic(seed, stream)
    path = os.path.join(folder, f"{stream}_{seed}.jsonl")
    traffic.write(path)
    report = Report(f"seed {seed} {stream}")
    state = compare_file(Subject(program, path, stream, traffic.now, traffic.zone), report)
    return report, state


def seeds_of(text):
    """The seeds of "1-20" or "3,5,7-9"."""
    spans = [span.partition("-") for span in text.split(",")]
    return [seed for first, _, last in spans for seed in range(int(first), int(last or first) + 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--halcyonctl", required=True)
    parser.add_argument("--stream", choices=oracle.WINDOWS, action="append")
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--now", default=None)
    parser.add_argument("--zone", default="UTC")
    parser.add_argument("--keep", help="folder for the files that were made")
    options = parser.parse_args()
    streams = options.stream or list(oracle.WINDOWS)
    reports = []
    began = time.monotonic()
    try:
        if options.file:
            now = messages.parse_time(options.now, "UTC") if options.now else int(time.time() * 1_000_000)
            for stream in streams:
                reports.append(Report(options.file))
                compare_file(Subject(options.halcyonctl, options.file, stream, now, options.zone), reports[-1])
        else:
            with tempfile.TemporaryDirectory() as scratch:
                for seed in seeds_of(options.seeds):
                    for stream in streams:
                        report, state = compare_seed(options.halcyonctl, seed, stream, options.keep or scratch)
                        reports.append(report)
                        print(f"seed {seed} {stream}: {json.dumps(state.ledger())} {len(state.alerts)} alerts "
                              f"{sum(report.counts.values())} differences")
    except Failed as failed:
        print(failed)
        return 2
    total = sum(sum(report.counts.values()) for report in reports)
    print(f"{total} differences in {len(reports)} runs, {time.monotonic() - began:.1f} s")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
