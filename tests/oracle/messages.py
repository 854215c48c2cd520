"""Files of messages and their payloads, read slowly and by the book (cli.md, domain.md 1.1, 1.2, 2).

Written from the specification, not from the engine: what both agree on is likely to be right.
Python's own json module is not used for payloads, for it takes NaN and other things that JSON has not.
"""

import base64
import datetime
import re
from fractions import Fraction
from zoneinfo import ZoneInfo

TOPICS = {
    "upi": ["upi_transactions"],
    "transactions": ["ecommerce.transactions", "transactions", "transaction-events"],
}
LARGEST_MESSAGE = 1 << 20
FRAME_SIZE = 5
FUTURE_TOLERANCE = 5 * 60 * 1_000_000
LARGEST_AMOUNT = Fraction(10**14)


class NotJson(Exception):
    """A text that RFC 8259 does not allow, or bytes that are not UTF-8."""


class Number(str):
    """A JSON number as it was written."""


class Text(str):
    """A JSON string's meaning; may hold halves of surrogate pairs."""

    def is_storable(self):
        return "\0" not in self and not any("\ud800" <= c <= "\udfff" for c in self)


OBJECT, ARRAY = "object", "array"  # nested values: only their kind matters

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.S)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}


def _unescape(content):
    units = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SHORT.get(m[2], m[2]), content)
    # Pairs of escaped halves become the character they mean; halves on their own stay.
    return Text(units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass"))


class _Reader:
    """One pass over a text, without recursion, so that no nesting is too deep."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        self.at = _SPACE.match(self.text, self.at).end()

    def take(self, character):
        self.skip()
        if self.text[self.at:self.at + 1] != character:
            raise NotJson(f"expected {character!r} at {self.at}")
        self.at += 1

    def peek(self):
        self.skip()
        return self.text[self.at:self.at + 1]

    def string(self):
        self.skip()
        found = _STRING.match(self.text, self.at)
        if not found:
            raise NotJson(f"bad string at {self.at}")
        self.at = found.end()
        return _unescape(found[1])

    def scalar(self):
        if self.peek() == '"':
            return self.string()
        found = _NUMBER.match(self.text, self.at)
        if found:
            self.at = found.end()
            return Number(found[0])
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        raise NotJson(f"no value at {self.at}")

    def value(self):
        """A scalar, or the kind of a nested value that was walked through."""
        first = self.peek()
        if first not in ("{", "["):
            return self.scalar()
        closers = []
        while True:  # at the beginning of a value
            opener = self.peek()
            if opener in ("{", "["):
                self.at += 1
                closer = "}" if opener == "{" else "]"
                if self.peek() == closer:
                    self.at += 1
                else:
                    closers.append(closer)
                    if opener == "{":
                        self.string()
                        self.take(":")
                    continue
            else:
                self.scalar()
            while closers and self.peek() == closers[-1]:
                self.at += 1
                closers.pop()
            if not closers:
                return OBJECT if first == "{" else ARRAY
            self.take(",")
            if closers[-1] == "}":
                self.string()
                self.take(":")


def parse_object(raw):
    """The members of a JSON object, the last of those with one name; NotJson for all else."""
    try:
        reader = _Reader(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotJson(str(error)) from error
    members = {}
    reader.take("{")
    if reader.peek() == "}":
        reader.at += 1
    else:
        while True:
            name = reader.string()
            reader.take(":")
            start = _SPACE.match(reader.text, reader.at).end()
            members[str(name)] = reader.value()
            if members[str(name)] == OBJECT and reader.text[start] == "{":
                members[str(name)] = (OBJECT, reader.text[start:reader.at])
            elif members[str(name)] == ARRAY and reader.text[start] == "[":
                members[str(name)] = (ARRAY, None)
            if reader.peek() != ",":
                break
            reader.at += 1
        reader.take("}")
    reader.skip()
    if reader.at != len(reader.text):
        raise NotJson(f"more behind the end at {reader.at}")
    return members


# --- Lines -----------------------------------------------------------------------------------------


class BadEnvelope(Exception):
    """A line whose payload cannot be told."""


class Message:
    """One record: `value` is bytes, or None for a tombstone; `record` is in microseconds or None."""

    def __init__(self, value, stream=None, topic=None, partition=0, record=None):
        self.value, self.stream, self.topic = value, stream, topic
        self.partition, self.record = partition, record


def _whole(members, name, least, most):
    value = members.get(name)
    if value is None:
        return None
    if not isinstance(value, Number) or not re.fullmatch(r"-?[0-9]+", value):
        raise BadEnvelope(name)
    if not least <= int(value) <= most:
        raise BadEnvelope(name)
    return int(value)


def _payload(members):
    value, encoded = members.get("value"), members.get("value_base64")
    if value is not None and encoded is not None:
        raise BadEnvelope("value twice")
    if encoded is not None:
        try:
            return base64.b64decode(encoded.encode("ascii"), validate=True)
        except (ValueError, AttributeError) as error:
            raise BadEnvelope("value_base64") from error
    if value is None:
        return None
    if not isinstance(value, Text):
        raise BadEnvelope("value")
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadEnvelope("value") from error


def parse_line(line, stream):
    """The message of one line (bytes without the newline); bare payloads belong to `stream`."""
    if line.endswith(b"\r"):
        line = line[:-1]
    bare = Message(line, stream, TOPICS[stream][0])
    try:
        members = parse_object(line)
    except NotJson:
        return bare
    if not ({"value", "value_base64"} & members.keys() and {"topic", "partition", "offset"} & members.keys()):
        return bare
    topic = members.get("topic")
    if topic is not None and not isinstance(topic, Text):
        raise BadEnvelope("topic")
    topic = TOPICS[stream][0] if topic is None else str(topic)
    _whole(members, "offset", 0, 2**63 - 1)
    record = _whole(members, "timestamp", -1, 253402300799999)
    return Message(
        _payload(members),
        next((name for name, topics in TOPICS.items() if topic in topics), stream),
        topic,
        _whole(members, "partition", 0, 2**31 - 1) or 0,
        None if record in (None, -1) else record * 1000,
    )


def read_file(path, stream):
    """The messages of a file in order; empty lines are none."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return [parse_line(line, stream) for line in lines if line not in (b"", b"\r")]


# --- Payments --------------------------------------------------------------------------------------


class Rejected(Exception):
    def __init__(self, stage, reason, field=""):
        super().__init__(f"{stage} {reason} {field}")
        self.stage, self.reason, self.field = stage, reason, field


class Payment:
    """A valid event. Times are microseconds since the epoch, amounts Fractions of a unit."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


_TYPES = {"string": Text, "number": Number, "integer": Number, "boolean": bool}

_FIELDS = {  # name, type, required; in the order of domain.md's tables
    "upi": [("txn_id", "string", True), ("payer", "string", True), ("payee", "string", True),
            ("amount", "number", True), ("status", "string", True), ("timestamp", "string", True),
            ("currency", "string", False), ("device_id", "string", False), ("channel", "string", False),
            ("error_code", "string", False), ("location", "string", False)],
    "transactions": [("transaction_id", "string", True), ("user_id", "integer", True),
                     ("amount", "number", True), ("merchant", "string", True),
                     ("timestamp", "string", True), ("is_fraud", "boolean", True),
                     ("payment_method", "string", True), ("location", "string", True),
                     ("device_id", "string", True)],
}


def _shape(members, stream):
    fields = {}
    for name, kind, required in _FIELDS[stream]:
        fits = name in members and isinstance(members[name], _TYPES[kind])
        if fits and kind == "integer":
            fits = re.fullmatch(r"-?[0-9]+", members[name]) is not None
        if fits:
            fields[name] = members[name]
        elif required:
            raise Rejected("validate", "bad_type" if name in members else "missing_field", name)
    return fields


def parse_amount(written):
    """(amount rounded half to even at four decimals, whether that changed it); exact."""
    mantissa, _, exponent = written.lower().partition("e")
    power = int(exponent or "0")
    digits = mantissa.lstrip("-").replace(".", "").lstrip("0")
    if not digits:
        return Fraction(0), False
    # Where the first digit stands; far outside, nothing has to be computed.
    whole = len(mantissa.lstrip("-").partition(".")[0].lstrip("0"))
    if not whole:
        fraction = mantissa.partition(".")[2]
        whole = -(len(fraction) - len(fraction.lstrip("0")))
    if whole + power > 40:
        return Fraction(10**40) * (-1 if mantissa.startswith("-") else 1), False
    if whole + power < -40:
        return Fraction(0), True
    exact = Fraction(mantissa) * Fraction(10) ** power
    rounded = Fraction(round(exact * 10000), 10000)  # Python rounds halves of Fractions to even
    return rounded, rounded != exact


def format_amount(amount):
    steps = amount * 10000
    assert steps.denominator == 1
    sign = "-" if steps < 0 else ""
    whole, fraction = divmod(abs(steps.numerator), 10000)
    return sign + (f"{whole}.{fraction:04d}".rstrip("0") if fraction else str(whole))


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
                  r"(?:\.([0-9]{1,9}))?(Z|z|[+-][0-9]{2}:[0-9]{2})?")
_EPOCH = datetime.date(1970, 1, 1).toordinal()


def parse_time(text, zone):
    """Microseconds since the epoch, or None."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[4]), int(found[5]), int(found[6])
    try:
        day = datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    micros = int((found[7] or "").ljust(6, "0")[:6])
    wall = ((day.toordinal() - _EPOCH) * 86400 + hour * 3600 + minute * 60 + second) * 1_000_000 + micros
    if found[8] is None:
        local = datetime.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo(zone))
        return wall - int(local.utcoffset().total_seconds()) * 1_000_000
    if found[8] in "Zz":
        return wall
    hours, minutes = int(found[8][1:3]), int(found[8][4:6])
    if hours > 23 or minutes > 59:
        return None
    offset = (hours * 60 + minutes) * 60_000_000
    return wall + offset if found[8][0] == "-" else wall - offset


def wall_clock(time, zone):
    """(date text, hour, day of week 1 = Sunday) that a zone's clocks show."""
    second = time // 1_000_000
    try:
        moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=second)
        local = moment.astimezone(ZoneInfo(zone))
    except OverflowError:  # before the year 1
        return f"0000-12-31", second // 3600 % 24, (second // 86400 + 4) % 7 + 1
    return local.strftime("%Y-%m-%d").zfill(10), local.hour, local.isoweekday() % 7 + 1


def format_time(time):
    seconds, micros = divmod(time, 1_000_000)
    day, rest = divmod(seconds, 86400)
    fraction = ""
    if micros:
        fraction = f".{micros:06d}" if micros % 1000 else f".{micros // 1000:03d}"
    date = datetime.date.fromordinal(day + _EPOCH).isoformat() if day + _EPOCH > 0 else "0000-12-31"
    return f"{date}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}{fraction}Z"


def _bad(field):
    return Rejected("validate", "out_of_range", field)


def _text(fields, name, longest):
    text = fields[name]
    if not text.is_storable() or not 1 <= len(text) <= longest:
        raise _bad(name)
    return str(text)


def _vpa(fields, name):
    vpa = _text(fields, name, 100)
    before, at, after = vpa.partition("@")
    if not (before and at and after) or "@" in after:
        raise _bad(name)
    return vpa


def _amount(fields, largest):
    amount, rounded = parse_amount(fields["amount"])
    if not 0 < amount <= largest:
        raise _bad("amount")
    return amount, rounded


def _time(fields, settings):
    time = parse_time(fields["timestamp"], settings["zone"])
    if time is None:
        raise Rejected("validate", "bad_time", "timestamp")
    return time


def _upi(fields, settings):
    txn_id = _text(fields, "txn_id", 50)
    payer, payee = _vpa(fields, "payer"), _vpa(fields, "payee")
    amount, rounded = _amount(fields, Fraction(100_000))
    status = str(fields["status"])
    if status not in ("SUCCESS", "FAILED", "PENDING"):
        raise _bad("status")
    time = _time(fields, settings)
    currency = fields.get("currency")
    if currency is not None and not re.fullmatch("[A-Z]{3}", currency):
        raise _bad("currency")
    merchant = payee.partition("@")[0]
    payment = Payment(stream="upi", id=txn_id, payer=payer, payee=payee, amount=amount, rounded=rounded,
                      status=status, time=time, currency=str(currency or settings["currency"]),
                      bank=payer.partition("@")[2], is_fraud=False,
                      merchant_id=merchant if "merchant" in merchant else "unknown")
    payment.extra = {}
    for name in ("device_id", "channel", "error_code", "location"):
        text = fields.get(name)
        if text is not None and text.is_storable() and 1 <= len(text) <= 200:
            payment.extra[name] = str(text)
    return payment


def _transaction(fields, settings):
    transaction_id = _text(fields, "transaction_id", 200)
    user = int(fields["user_id"])
    if not -(2**31) <= user < 2**31:
        raise _bad("user_id")
    amount, rounded = _amount(fields, LARGEST_AMOUNT)
    merchant = _text(fields, "merchant", 200)
    time = _time(fields, settings)
    method = _text(fields, "payment_method", 200)
    location = _text(fields, "location", 200)
    device = _text(fields, "device_id", 200)
    city, comma, country = location.partition(", ")
    return Payment(stream="transactions", id=transaction_id, payer=str(user), payee=merchant, amount=amount,
                   rounded=rounded, status=None, time=time, currency=settings["currency"], method=method,
                   location=location, city=city if comma else location, country=country or "unknown",
                   device=device, is_fraud=fields["is_fraud"])


def decode(message, settings, now):
    """A Payment, or Rejected. `settings`: zone, currency of the message's stream; `now` in microseconds."""
    if message.value is None:
        raise Rejected("decode", "tombstone")
    if len(message.value) > LARGEST_MESSAGE:
        raise Rejected("decode", "too_large")
    framed = len(message.value) >= FRAME_SIZE and message.value[0] == 0  # Confluent's: zero, schema id
    try:
        members = parse_object(message.value[FRAME_SIZE:] if framed else message.value)
    except NotJson as error:
        raise Rejected("decode", "not_json") from error
    fields = _shape(members, message.stream)
    payment = (_upi if message.stream == "upi" else _transaction)(fields, settings)
    reference = now if message.record is None else min(message.record, now)
    if payment.time > reference + FUTURE_TOLERANCE:
        raise Rejected("validate", "future", "timestamp")
    payment.date, payment.hour, payment.day_of_week = wall_clock(payment.time, settings["zone"])
    payment.is_weekend = payment.day_of_week in (1, 7)
    return payment


def amount_category(amount):
    limits = [(10, "micro"), (100, "small"), (1000, "medium"), (10000, "large")]
    return next((name for limit, name in limits if amount < limit), "enterprise")


def event_of(payment):
    """What `halcyonctl decode` says of a payment; amounts as text."""
    if payment.stream == "upi":
        return {"txn_id": payment.id, "payer": payment.payer, "payee": payment.payee,
                "amount": format_amount(payment.amount), "currency": payment.currency, "status": payment.status,
                "timestamp": format_time(payment.time), **payment.extra, "payer_bank": payment.bank,
                "merchant_id": payment.merchant_id, "txn_date": payment.date}
    return {"transaction_id": payment.id, "user_id": int(payment.payer), "amount": format_amount(payment.amount),
            "currency": payment.currency, "merchant": payment.payee, "timestamp": format_time(payment.time),
            "is_fraud": payment.is_fraud, "payment_method": payment.method, "location": payment.location,
            "device_id": payment.device, "city": payment.city, "country": payment.country,
            "amount_category": amount_category(payment.amount), "is_high_value": payment.amount > 1000,
            "transaction_hour": payment.hour, "day_of_week": payment.day_of_week,
            "is_weekend": payment.is_weekend}
