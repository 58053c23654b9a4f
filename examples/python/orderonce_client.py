"""A strategy's way to its orders from Python: make an intent, publish it, read what came of it."""

from __future__ import annotations

import itertools
import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).resolve().parents[2] / "packages/contracts/schemas"
INTENT = Draft202012Validator(json.loads((SCHEMAS / "intent.schema.json").read_text()))
OUTCOME = Draft202012Validator(json.loads((SCHEMAS / "outcome.schema.json").read_text()))

# The first answer to an intent: its verdict, a hold, or the refusal of what could not be read.
ANSWERS = {"ACCEPTED", "REJECTED", "DENIED", "HELD", "REFUSED"}

# Kafka's own clients and the executors place a key by murmur2; librdkafka by CRC32 unless told otherwise.
PARTITIONER = "murmur2_random"

SESSION_EPOCH_S = 1_577_836_800  # 2020-01-01T00:00:00Z
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LAST_SEQUENCE = 999_999
CLOCK_MARGIN_MS = 60_000


class OrderIds:
    """Order ids such as MOM-1RV4K2-000001-a3f8b2c1. One maker a process: it counts in the second of its start."""

    def __init__(self, strategy_id: str) -> None:
        self._strategy_id = strategy_id
        self._session = int(time.time()) - SESSION_EPOCH_S
        self._count = itertools.count()  # atomic: threads may share it

    def next(self) -> tuple[str, str]:
        """A client order id and the UUID whose first eight digits end it."""
        sessions, sequence = divmod(next(self._count), LAST_SEQUENCE)
        order_uuid = str(uuid.uuid4())
        session = base32(self._session + sessions)
        return f"{self._strategy_id}-{session}-{sequence + 1:06d}-{order_uuid[:8]}", order_uuid


def base32(session: int) -> str:
    """Six digits of Crockford's base32: they sort by time as text."""
    return "".join(CROCKFORD[(session >> shift) & 31] for shift in range(25, -5, -5))


@dataclass(frozen=True)
class Published:
    partition: int
    offset: int


class OrderClient:
    """Publishes intents and reads their outcomes. Amounts are decimal strings, never floats."""

    def __init__(
        self,
        brokers: str,
        strategy_id: str,
        account_id: str,
        topic_prefix: str = "",
        partitioner: str = PARTITIONER,
    ) -> None:
        self._brokers = {"bootstrap.servers": brokers}
        self._strategy_id = strategy_id
        self._account_id = account_id
        self._intents = topic_prefix + "orders.intents"
        self._outcomes = topic_prefix + "orders.outcomes"
        self._ids = OrderIds(strategy_id)
        self._producer = Producer(
            self._brokers
            | {"partitioner": partitioner, "acks": "all", "enable.idempotence": True}
        )

    def place(self, **order: Any) -> dict[str, Any]:
        """An intent with ids of its own. Keep it: published again, it stays the same order."""
        client_order_id, order_uuid = self._ids.next()
        intent = {
            "timeInForce": "DAY",
            **order,
            "schemaVersion": 1,
            "kind": "place",
            "clientOrderId": client_order_id,
            "orderUuid": order_uuid,
            "strategyId": self._strategy_id,
            "accountId": self._account_id,
            "createdAtMs": int(time.time() * 1000),
        }
        INTENT.validate(intent)
        return intent

    def publish(self, intent: dict[str, Any], timeout_s: float = 30) -> Published:
        """Returns once Kafka has the intent. After an error publish the same intent again."""
        delivered: list[tuple[KafkaError | None, Message]] = []
        self._producer.produce(
            self._intents,
            key=f"{intent['accountId']}:{intent['symbol']}",
            value=json.dumps(intent),
            headers={"content-type": "application/json"},
            on_delivery=lambda error, message: delivered.append((error, message)),
        )
        self._producer.flush(timeout_s)
        if not delivered:
            raise TimeoutError(f"{intent['clientOrderId']} may be in Kafka or not: publish it again")
        [(error, message)] = delivered
        if error is not None:
            raise KafkaException(error)
        return Published(message.partition(), message.offset())

    def await_outcome(self, intent: dict[str, Any], timeout_s: float = 30) -> dict[str, Any]:
        """The answer to an intent, also one that came before. After a timeout the order may exist: ask again."""
        give_up_at = time.monotonic() + timeout_s
        # Kafka asks for a group's name; nothing is committed under it.
        consumer = Consumer(
            self._brokers
            | {"group.id": "never-joined", "enable.auto.commit": False, "auto.offset.reset": "error"}
        )
        try:
            consumer.assign(self._places_since(consumer, intent["createdAtMs"] - CLOCK_MARGIN_MS))
            while (left_s := give_up_at - time.monotonic()) > 0:
                message = consumer.poll(min(left_s, 1))
                if message is None:
                    continue
                if message.error() is not None:
                    raise KafkaException(message.error())
                outcome = answer_in(message.value(), intent["clientOrderId"])
                if outcome is not None:
                    return outcome
        finally:
            consumer.close()
        raise TimeoutError(f"no outcome of {intent['clientOrderId']} yet; the order may exist")

    def _places_since(self, consumer: Consumer, timestamp_ms: int) -> list[TopicPartition]:
        partitions = consumer.list_topics(self._outcomes, timeout=10).topics[self._outcomes].partitions
        # The ends first: an outcome that comes between the two questions must not lie before them.
        ends = {
            number: consumer.get_watermark_offsets(TopicPartition(self._outcomes, number), timeout=10)[1]
            for number in partitions
        }
        since = [TopicPartition(self._outcomes, number, timestamp_ms) for number in partitions]
        places = consumer.offsets_for_times(since, timeout=10)
        for place in places:
            if place.offset < 0:  # no record is that young
                place.offset = ends[place.partition]
        return places


def answer_in(value: bytes | None, client_order_id: str) -> dict[str, Any] | None:
    """The outcome in a record if it is the answer to this order; others are passed over without a look."""
    if value is None or client_order_id.encode() not in value:
        return None
    outcome = json.loads(value)
    OUTCOME.validate(outcome)
    is_answer = outcome["clientOrderId"] == client_order_id and outcome["execType"] in ANSWERS
    return outcome if is_answer else None


def explain(outcome: dict[str, Any]) -> str:
    """One sentence a person can act on."""
    order_id, exec_type = outcome["clientOrderId"], outcome["execType"]
    reason = outcome.get("reason")
    if reason is None:
        return f"{order_id} is {exec_type}, the venue's id is {outcome.get('brokerOrderId', 'not known')}."
    text = f"{order_id} is {exec_type}: {reason['code']}, {reason['text']}."
    if reason["code"] == "WRONG_PARTITION":
        text += (
            " No order was sent. The producer placed the key by another hash than the executors,"
            f" so one instrument would have two owners: set partitioner={PARTITIONER}."
        )
    return text
