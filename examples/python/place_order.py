"""Places one order and says what came of it; the exit code is 0 if the venue accepted it."""

import argparse
import json
import os
import sys

from orderonce_client import PARTITIONER, OrderClient, explain


def main() -> int:
    options = parse_arguments()
    client = OrderClient(
        brokers=os.environ["KAFKA_BROKERS"],
        topic_prefix=os.environ.get("TOPIC_PREFIX", ""),
        strategy_id=options.strategy,
        account_id=options.account,
        partitioner=options.partitioner,
    )
    intent = client.place(
        symbol=options.symbol,
        side=options.side,
        quantity=options.quantity,
        orderType="LIMIT",
        limitPrice=options.limit,
    )
    published = client.publish(intent)
    outcome = client.await_outcome(intent)
    print(explain(outcome), file=sys.stderr)
    print(json.dumps({"partition": published.partition, "outcome": outcome}))
    return 0 if outcome["execType"] == "ACCEPTED" else 1


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--account", required=True)
    parser.add_argument("--strategy", default="PYTHON")
    parser.add_argument("--symbol", required=True)
    parser.add_argument("--side", choices=["BUY", "SELL"], required=True)
    parser.add_argument("--quantity", required=True, help="a decimal, such as 10")
    parser.add_argument("--limit", required=True, help="a decimal, such as 178.50")
    parser.add_argument("--partitioner", default=PARTITIONER, help="another one is refused; try it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
