#!/usr/bin/env python3
"""Writes avro_cases.jsonl: messages that python3-avro encoded, and what they say.

Run it after a change of the cases: tests/engine/data/make_avro_cases.py > tests/engine/data/avro_cases.jsonl
"""
import datetime
import decimal
import io
import json

import avro.io
import avro.schema


def record(*fields, **more):
    return {"type": "record", "name": "Payment", "fields": [dict(name=n, type=t) for n, t in fields], **more}


UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2026, 11, 21, 12, 53, 40, 123456, UTC)
MILLIS = {"type": "long", "logicalType": "timestamp-millis"}
MICROS = {"type": "long", "logicalType": "timestamp-micros"}
MONEY = {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}
FIXED_MONEY = {"type": "fixed", "name": "Money", "size": 9, "logicalType": "decimal", "precision": 20, "scale": 6}
STATUS = {"type": "enum", "name": "Status", "symbols": ["SUCCESS", "FAILED"]}
NODE = {"type": "record", "name": "Node", "namespace": "a.b", "fields": [
    {"name": "value", "type": "int"}, {"name": "next", "type": ["null", "Node"]}]}
PLAIN = record(("id", "string"), ("amount", "double"), ("user", "int"), ("when", "string"), ("flag", "boolean"))
SAYS = dict(id="T1", amount="12.5", user="7", when="2026-11-21T12:00:00Z", flag="true")
VALUE = dict(id="T1", amount=12.5, user=7, when="2026-11-21T12:00:00Z", flag=True)

CASES = [
    ("all types as they are wanted", PLAIN, VALUE, SAYS),
    ("fields in another order", record(*reversed([(f["name"], f["type"]) for f in PLAIN["fields"]])), VALUE, SAYS),
    ("a field missing", record(("id", "string"), ("user", "int")), VALUE, dict(id="T1", user="7")),
    ("numbers of other types", record(("amount", "int"), ("user", "long")), dict(amount=-3, user=2**40),
     dict(amount="-3", user=str(2**40))),
    ("a float", record(("amount", "float")), dict(amount=0.25), dict(amount="0.25")),
    ("a long amount", record(("amount", "long")), dict(amount=99_999), dict(amount="99999")),
    ("a text as bytes", record(("id", "bytes")), dict(id="श्री".encode()), dict(id="श्री")),
    ("an enum", record(("id", STATUS)), dict(id="FAILED"), dict(id="FAILED")),
    ("a decimal in bytes", record(("amount", MONEY)), dict(amount=decimal.Decimal("1234.56")), dict(amount="1234.56")),
    ("a negative decimal", record(("amount", MONEY)), dict(amount=decimal.Decimal("-0.01")), dict(amount="-0.01")),
    ("a decimal of six places", record(("amount", FIXED_MONEY)), dict(amount=decimal.Decimal("1.234560")),
     dict(amount="1.2346 rounded")),
    ("timestamp-millis", record(("when", MILLIS)), dict(when=MOMENT), dict(when="2026-11-21T12:53:40.123000+0")),
    ("timestamp-micros", record(("when", MICROS)), dict(when=MOMENT), dict(when="2026-11-21T12:53:40.123456+0")),
    ("a moment before 1970", record(("when", MICROS)), dict(when=datetime.datetime(1969, 12, 31, 23, 59, 59, 1, UTC)),
     dict(when="1969-12-31T23:59:59.000001+0")),
    ("a union's text", record(("id", ["null", "string"])), dict(id="T1"), dict(id="T1")),
    ("a union's null", record(("id", ["null", "string"]), ("user", "int")), dict(id=None, user=1),
     dict(id="null", user="1")),
    ("a union of an enum and a decimal", record(("amount", ["null", MONEY]), ("id", [STATUS, "null"])),
     dict(amount=decimal.Decimal("5.00"), id="SUCCESS"), dict(amount="5", id="SUCCESS")),
    ("containers among the fields", record(
        ("tags", {"type": "array", "items": "string"}), ("id", "string"),
        ("labels", {"type": "map", "values": ["null", "long", {"type": "array", "items": "double"}]}), ("user", "int"),
        ("token", {"type": "fixed", "name": "Token", "size": 5}), ("flag", "boolean")),
     dict(tags=["a", "b" * 200], id="T1", labels={"x": None, "y": 5, "z": [1.0, 2.0]}, user=7, token=b"12345", flag=False),
     dict(id="T1", user="7", flag="false")),
    ("a field that is a record", record(("id", record(("x", "int"), ("y", "string"), name="Id")), ("user", "int")),
     dict(id=dict(x=1, y="z"), user=7), dict(id="composite record", user="7")),
    ("a recursive type that nobody wants", record(("list", NODE), ("user", "int")),
     dict(list=dict(value=1, next=dict(value=2, next=dict(value=3, next=None))), user=7), dict(user="7")),
    ("a type used twice by name", record(("first", dict(STATUS, namespace="x")), ("id", "x.Status")),
     dict(first="SUCCESS", id="FAILED"), dict(id="FAILED")),
    ("wanted names inside of other records", record(("inner", record(("id", "string"), name="Inner")), ("user", "int")),
     dict(inner=dict(id="not this"), user=7), dict(user="7")),
    ("the largest numbers", record(("user", "long"), ("amount", "double")), dict(user=-2**63, amount=1e300),
     dict(user=str(-2**63), amount="too large")),
]

for name, schema, value, says in CASES:
    parsed = avro.schema.parse(json.dumps(schema))
    bytes_ = io.BytesIO()
    fields = {f.name for f in parsed.fields}
    avro.io.DatumWriter(parsed).write({k: v for k, v in value.items() if k in fields}, avro.io.BinaryEncoder(bytes_))
    says = ", ".join(f"{k}={says[k]}" for k in ("id", "amount", "user", "when", "flag") if k in says)
    print(json.dumps(dict(name=name, schema=schema, hex=bytes_.getvalue().hex(), says=says), ensure_ascii=False))
