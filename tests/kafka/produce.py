#!/usr/bin/python3
"""Writes payments to Kafka as the seed projects' own producers do, with python3-kafka.

usage: produce.py ADDRESS upi|transactions TOPIC COUNT none|gzip [FIRST]

Payment number n of a stream is always the same, so that a reader can say what must come.
"""

import json
import sys

from kafka import KafkaProducer

BANKS = ["oksbi", "okhdfcbank", "ybl", "okaxis", "upi"]
STATUSES = ["SUCCESS", "SUCCESS", "SUCCESS", "FAILED", "PENDING"]
METHODS = ["credit_card", "debit_card", "paypal"]


def upi(n):
    """W1: unkeyed."""
    return None, {
        "txn_id": "T%06d" % (100000 + n),
        "payer": "user%d@%s" % (n % 500, BANKS[n % 5]),
        "payee": "merchant%d@upi" % (n % 50),
        "amount": round(10 + n * 7.13 % 4990, 2),
        "status": STATUSES[n % 5],
        "timestamp": "2026-01-05T10:%02d:%02d.%06d+00:00" % (n // 60 % 60, n % 60, n % 1000000),
    }


def transactions(n):
    """W5: keyed by user, no offset in the time, a city without its country."""
    return str(n % 300), {
        "transaction_id": "txn-%d" % n,
        "user_id": n % 300,
        "amount": round(1 + n * 3.37 % 2000, 2),
        "merchant": "merchant_%d" % (n % 40),
        "timestamp": "2026-01-05T10:%02d:%02d.%06d" % (n // 60 % 60, n % 60, n % 1000000),
        "is_fraud": n % 97 == 0,
        "payment_method": METHODS[n % 3],
        "location": "Mumbai" if n % 4 == 0 else "Pune, India",
        "device_id": "device_%d" % (n % 700),
    }


def main():
    address, stream, topic, count, compression = sys.argv[1:6]
    first = int(sys.argv[6]) if len(sys.argv) > 6 else 0
    producer = KafkaProducer(
        bootstrap_servers=address,
        compression_type=None if compression == "none" else compression,
        key_serializer=lambda key: key and key.encode(),
        value_serializer=lambda value: json.dumps(value).encode(),
    )
    make = {"upi": upi, "transactions": transactions}[stream]
    sent = []
    for n in range(first, first + int(count)):
        key, value = make(n)
        sent.append(producer.send(topic, value, key=key, headers=[("number", str(n).encode())]))
    producer.flush()
    for result in sent:
        result.get()  # raises what went wrong
    producer.close()


main()
