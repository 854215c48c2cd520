"""Files of messages that are hard to get right, made from a seed.

Each seed has its own temper: how many partitions, payers and payees, how much comes out of order, twice, late,
broken or from the future, and how much sits exactly on a border.
"""

import base64
import datetime
import json
import random

MINUTE = 60_000_000
SECOND = 1_000_000
UTC = datetime.timezone.utc

BANKS = ["oksbi", "okhdfcbank", "ybl", "okaxis", "upi", "payठ"]
METHODS = ["credit_card", "debit_card", "paypal", "crypto", "bank_transfer", "gift, card", 'say "cash"']
PLACES = ["Paris, France", "Berlin", "Lagos, Nigeria", "Moscow, Russia", "Beijing, China", "Mumbai, India",
          "Chicago, United States", "Washington, D.C., United States", "Paris,France", ", India", "Oslo, ", "Αθήνα, Ελλάδα"]
MERCHANTS = ["Amazon", "Kestrel Games", "a,b", 'the "shop"', "line\nbreak", "tab\tand\x1f", "टी स्टॉल", "😀", " ", "=1+1"]
BORDERS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 10 * SECOND, SECOND]


def micros(text):
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


class Traffic:
    """One seed's file: `lines` (bytes), `now`, `zone`."""

    def __init__(self, seed, stream):
        self.random = r = random.Random(f"{stream}/{seed}")
        self.stream = stream
        self.zone = r.choice(["UTC", "UTC", "Asia/Kolkata", "America/New_York", "Europe/Paris", "Australia/Lord_Howe"])
        self.start = micros(r.choice([
            "2026-11-21T12:00:00", "2026-11-20T22:40:00", "2026-11-22T23:40:00", "2026-03-29T00:30:00",
            "2026-10-25T00:30:00", "2026-12-31T23:50:00", "1969-12-31T23:30:00", "2024-02-28T23:45:00",
            "2026-11-01T05:30:00"]))
        self.count = r.choice([40, 200, 600, 600, 1500, 1500, 4000, 17000])
        self.partitions = r.choice([1, 1, 2, 3, 8])
        self.payers = r.choice([1, 3, 12, 80, 3000])
        self.payees = r.choice([1, 2, 6, 40, 2000])
        self.step = r.choice([5_000, 80_000, 700_000, 3 * SECOND, 20 * SECOND])  # mean between events
        self.disorder = r.choice([0, SECOND, 20 * SECOND, 90 * SECOND, 7 * MINUTE])
        self.rates = {kind: r.choice([0, 0, 0.01, 0.05, 0.2]) for kind in
                      ("duplicate", "conflict", "bad", "late", "future", "border", "hot", "bare", "jump", "resend", "framed")}
        self.record_share = r.choice([0, 0.5, 1, 1])
        self.skew = [r.choice([0, 0, 0, 30 * SECOND, 5 * MINUTE, 60 * MINUTE]) for _ in range(self.partitions)]
        self.currencies = r.choice([["INR"], ["INR"], ["INR", "USD", "EUR"]])
        self.topics = {"upi": ["upi_transactions"],
                       "transactions": r.choice([["transactions"], ["ecommerce.transactions", "transaction-events"]])}
        self.lines, self.sent, self.clock, self.top = [], [], self.start, self.start
        self.offsets = {}
        for number in range(self.count):
            self._next(number)
            if r.random() < 0.002:
                self.lines.append(b"")
        self.now = self.top + r.choice([0, MINUTE, 60 * MINUTE])

    # --- What one message says

    def _amount(self):
        r = self.random
        kind = r.random()
        if kind < 0.55:
            return f"{r.uniform(1, 5000):.2f}"
        if kind < 0.75:
            return f"{r.lognormvariate(4, 2) + 0.01:.{r.randrange(7)}f}"
        if kind < 0.85:
            return r.choice(["5000", "5000.0001", "5000.00005", "4999.9999", "1000", "1000.0001", "100000", "99999.99999",
                             "0.0001", "0.00015", "2.00005", "2.00015", "1e3", "1.5E+3", "12345e-4", "0.1e1", "7.000000"])
        return str(r.randrange(1, 100000))

    def _stamp(self, time):
        """A timestamp's text in one of its many forms."""
        r = self.random
        forms = r.random()
        offset = 0
        suffix = "Z"
        if forms < 0.2:
            offset = r.choice([330, -300, 0, 345, 840, -720])
            suffix = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
        elif forms < 0.3 and self.zone == "UTC":
            suffix = ""
        second, rest = divmod(time + offset * MINUTE, SECOND)
        text = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
        if r.random() < 0.05:
            text = text.replace("T", " ")
        digits = f"{rest:06d}"
        if r.random() < 0.1:
            digits += r.choice(["9", "99", "999", "001"])
        elif rest == 0 and r.random() < 0.5:
            digits = ""
        elif r.random() < 0.3:
            digits = digits.rstrip("0") or "0"
        return text + ("." + digits if digits else "") + suffix

    def _naive_stamp(self, time):
        """The same without an offset, in the stream's zone; may not read back to `time` when clocks change."""
        from zoneinfo import ZoneInfo
        second, rest = divmod(time, SECOND)
        local = (datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=second)).astimezone(
            ZoneInfo(self.zone))
        return local.strftime("%Y-%m-%dT%H:%M:%S") + f".{rest:06d}"

    def _number(self, most):
        """Mostly a few favourites, sometimes any."""
        r = self.random
        return min(int(r.expovariate(4 / most)), most - 1) if r.random() < 0.7 else r.randrange(most)

    def _members(self, number, time):
        r = self.random
        stamp = self._naive_stamp(time) if self.zone != "UTC" and r.random() < 0.3 else self._stamp(time)
        hot = r.random() < self.rates["hot"]
        if self.stream == "upi":
            payer = 0 if hot else self._number(self.payers)
            payee = 0 if hot else self._number(self.payees)
            members = {
                "txn_id": f"T{number}", "payer": f"user{payer}@{BANKS[payer % len(BANKS)]}",
                "payee": f"{'merchant' if payee % 3 else 'grocer'}{payee}@upi", "amount": self._amount(),
                "status": r.choice(["SUCCESS", "SUCCESS", "FAILED", "PENDING"]) if not hot
                else r.choice(["SUCCESS", "FAILED", "FAILED"]),
                "timestamp": stamp}
            if len(self.currencies) > 1:
                members["currency"] = r.choice(self.currencies)
            if r.random() < 0.1:
                members["device_id"] = r.choice(["d1", "", 5, None, "x" * 201])
            return members
        user = 0 if hot else self._number(self.payers)
        shop = 0 if hot else self._number(self.payees)
        return {
            "transaction_id": f"txn_{number}", "user_id": r.choice([user, user - self.payers // 2]),
            "amount": self._amount(), "merchant": f"{MERCHANTS[shop % len(MERCHANTS)]}{shop // len(MERCHANTS) or ''}",
            "timestamp": stamp, "is_fraud": r.random() < 0.05,
            "payment_method": r.choice(METHODS) if not hot else "crypto", "location": r.choice(PLACES),
            "device_id": f"device_{r.randrange(4) + user % 50}"}

    def _json(self, members):
        r = self.random
        members = dict(members)
        amount = members.pop("amount", None)
        names = list(members)
        if r.random() < 0.1:
            r.shuffle(names)
        ascii_only = r.random() < 0.5
        comma, colon = r.choice([(", ", ": "), (",", ":"), (" ,\t", " :\r")])
        parts = [f'"{name}"{colon}{json.dumps(members[name], ensure_ascii=ascii_only)}' for name in names]
        if amount is not None:
            parts.insert(3 if len(parts) > 3 else 0, f'"amount"{colon}{amount}')
        if r.random() < 0.05:
            parts.insert(r.randrange(len(parts) + 1), f'"note"{colon}' + r.choice(['[1,{"amount":[]}]', '"\\ud83d\\ude00"', "null", "-0.5e-3"]))
        return "{" + comma.join(parts) + "}"

    def _spoil(self, members, number):
        """A payload that is no event, one of many kinds."""
        r = self.random
        text = self._json(members)
        required = [name for name in members if name not in ("currency", "device_id") or self.stream != "upi"]
        kind = r.randrange(14)
        if kind == 0:
            return text[:r.randrange(1, len(text))]
        if kind == 1:
            return r.choice(["null", "[]", '"x"', "{}", "{,}", text + text, text + ",", "\ufeff" + text, "nul", "{'a':1}", " ", text.replace("{", "{{", 1)])
        if kind == 2:
            members.pop(r.choice(required))
        elif kind == 3:
            members[r.choice([n for n in required if n != "amount"])] = r.choice([None, [], {}, {"a": [1]}])
        elif kind == 4:
            members["amount"] = r.choice(['"12"', "null", "true", "[1]", '"NaN"'])
        elif kind == 5:
            members["amount"] = r.choice(["0", "0.0", "-0", "-5", "0.00004", "0.00005", "1e400", "1e-400", "100000000000000.01",
                                          "1e99999999999999999999", "0e99999999999"] + (["100000.0001", "100001"] if self.stream == "upi" else []))
        elif kind == 6:
            members["timestamp"] = r.choice(["", "today", "2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T12:00:60Z",
                                             "2026-11-21", "2026-11-21T12:00Z", "2026-11-21T12:00:00+0530", "2026-11-21T12:00:00.Z",
                                             "2026-11-21T12:00:00.1234567890Z", "0000-01-01T00:00:00Z", "1795265620123",
                                             "2026-11-21t12:00:00Z", "2026-11-21T12:00:00 Z", "２026-11-21T12:00:00Z", "2026-11-21T12:00:00+24:00"])
        elif kind == 7:
            name = r.choice([n for n in required if n not in ("amount", "timestamp", "user_id", "is_fraud")])
            members[name] = r.choice(["", "x" * 201, "é" * 201, "a\0b", "SUCCESs"])
            if members[name] == "SUCCESs" and name != "status":
                members[name] = ""
        elif kind == 8 and self.stream == "upi":
            members[r.choice(["payer", "payee"])] = r.choice(["a", "@", "a@", "@b", "a@b@c", "x" * 60 + "@" + "y" * 40, "a@\0"])
        elif kind == 8:
            members["user_id"] = r.choice([2**31, -(2**31) - 1, 1.5, "7", 10**30])
        elif kind == 9:
            return text.replace(": ", ": 0", 1) if r.random() < 0.5 else text.replace('"', "'", 2)
        elif kind == 10 and self.stream == "upi":
            members["currency"] = r.choice(["inr", "IN", "", "RUPEE", "₹₹₹"])
        elif kind == 10:
            members["is_fraud"] = r.choice([0, 1, "false", None])
        elif kind == 11:
            return text[:-1] + r.choice([',"x":"\\q"}', ',"x":"\n"}', ',"x":01}', ',"x":+1}', ',"x":.5}', ',"x":1.}', ',"x":NaN}',
                                         ',"x":tru}', ',"x":"\\ud8"}', ',"x":[}', ',"x":[1,]}', ',"x":{"a"}}', ',}', '}}'])
        elif kind == 12:
            return None  # a tombstone
        elif kind == 13:
            return text.encode()[:-1] + r.choice([b',"x":"\xff"}', b',"x":"\xc0\x80"}', b',"x":"\xed\xa0\x80"}', b',"\xe2\x82":1}', b'}\x00', b',"x":"\xf5\x80\x80\x80"}'])
        return self._json(members)

    # --- When, where and in which order

    def _time(self):
        r = self.random
        self.clock += int(r.expovariate(1 / self.step))
        if r.random() < self.rates["jump"] / 20:
            self.clock += r.choice([3, 11, 16, 45, 61, 200]) * MINUTE + r.randrange(-1, 2)
        time = self.clock - (int(r.expovariate(1 / self.disorder)) if self.disorder else 0)
        if r.random() < self.rates["late"]:
            time -= r.choice([1, 2, 4, 5, 9, 10, 14, 15, 16, 29, 31, 59, 61, 130]) * MINUTE + r.randrange(-SECOND, SECOND)
        if r.random() < self.rates["border"]:
            border = r.choice(BORDERS)
            time = time // border * border + r.choice([-1, 0, 0, 1, border // 2])
        return time

    def _next(self, number):
        r = self.random
        partition = r.randrange(self.partitions)
        if self.sent and r.random() < self.rates["duplicate"]:
            back = self.sent[-1 - int(min(r.expovariate(1 / 30), len(self.sent) - 1))] if r.random() < 0.8 else r.choice(self.sent)
            self._write(back[2], r.choice([partition, back[1]]), back[0])
            return
        if self.sent and r.random() < self.rates["conflict"]:
            _, _, _, members, time = r.choice(self.sent[-300:])
            members = dict(members, **r.choice([{"amount": self._amount()}, {"status": "FAILED"}, {"merchant": "other"}]))
            members = {name: value for name, value in members.items() if name not in ("status", "merchant") or name in self.sent[0][3]}
            self._write(self._json(members), partition, time)
            return
        time = self._time() - self.skew[partition]
        members = self._members(number, time)
        if self.sent and r.random() < self.rates["resend"]:  # the same transaction later, with another status
            name = "txn_id" if self.stream == "upi" else "transaction_id"
            members[name] = r.choice(self.sent[-200:])[3][name]
        if r.random() < self.rates["bad"]:
            self._write(self._spoil(members, number), partition, time)
            return
        if r.random() < self.rates["future"] / 4:
            time += r.choice([4, 5, 6, 60, 60 * 24 * 3650]) * MINUTE + r.choice([-1, 0, 1])
            members["timestamp"] = self._stamp(time)
            self._write(self._json(members), partition, time, record=time - 5 * MINUTE + r.choice([-SECOND, 0, SECOND]))
            return
        payload = self._json(members)
        if r.random() < self.rates["framed"]:
            payload = b"\0" + r.randbytes(4) + payload.encode()
        self.sent.append((time, partition, payload, members, time))
        self.top = max(self.top, time)
        self._write(payload, partition, time)

    def _write(self, payload, partition, time, record=None):
        r = self.random
        if payload is not None and partition == 0 and r.random() < self.rates["bare"] and "bare" not in self.offsets:
            raw = payload if isinstance(payload, bytes) else payload.encode()
            if b"\n" not in raw and raw.strip(b"\r") and self.topics[self.stream][0] != "transactions":
                self.lines.append(raw)  # a bare payload has the first topic, partition 0 and its line's number
                return
        topic = r.choice(self.topics[self.stream])
        # Offsets may have gaps, and must not run ahead of the line numbers that bare payloads get.
        envelope = {"topic": topic, "partition": partition, "offset": len(self.lines), "key": r.choice([None, "k"])}
        if record is None and r.random() < self.record_share:
            record = time + int(r.lognormvariate(4, 1.5) * 1000) - (r.randrange(3 * SECOND) if r.random() < 0.02 else 0)
        if record is not None:
            envelope["timestamp"] = max(record // 1000, -1)
        if isinstance(payload, bytes):
            envelope["value_base64"] = base64.b64encode(payload).decode()
        else:
            envelope["value"] = payload
        if r.random() < 0.02:
            envelope["headers"] = {"trace": "é"}
        self.lines.append(json.dumps(envelope, ensure_ascii=r.random() < 0.5).encode("utf-8", "surrogatepass"))

    def write(self, path):
        with open(path, "wb") as file:
            for line in self.lines:
                file.write(line + (b"\r\n" if self.random.random() < 0.01 else b"\n"))
