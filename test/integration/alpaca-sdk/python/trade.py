"""Does with Alpaca's SDK for Python what each line on stdin says, and prints what the SDK shows.

    in   {"action": "place_limit", "arguments": {"symbol": "AAPL", ...}}
    out  {"result": ...}  or  {"error": {"type": "APIError", "status_code": 422, ...}}
    out  {"update": ...}  at any time after "listen": a trade update

Only addresses and keys are given to the SDK.
"""

import json
import sys
import threading

from alpaca.common.exceptions import APIError
from alpaca.trading.client import TradingClient
from alpaca.trading.models import TradeUpdate
from alpaca.trading.requests import (
    ClosePositionRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
)
from alpaca.trading.stream import TradingStream
from pydantic import BaseModel

HEARD_WITHIN_S = 0.1

one_line_at_a_time = threading.Lock()


def tell(kind, value):
    line = json.dumps({kind: shown(value)})
    with one_line_at_a_time:
        print(line, flush=True)


def shown(value):
    """What the SDK's objects show, as JSON."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value


class Trader:
    """One method for each action."""

    def connect(self, url, stream_url, key_id, secret_key):
        self.client = TradingClient(key_id, secret_key, url_override=url)
        self.stream = TradingStream(key_id, secret_key, url_override=stream_url)

    def place_limit(self, **fields):
        return self.client.submit_order(LimitOrderRequest(**fields))

    def place_market(self, **fields):
        return self.client.submit_order(MarketOrderRequest(**fields))

    def replace(self, order_id, **fields):
        return self.client.replace_order_by_id(order_id, ReplaceOrderRequest(**fields))

    def cancel(self, order_id):
        return self.client.cancel_order_by_id(order_id)

    def cancel_all(self):
        return self.client.cancel_orders()

    def close_position(self, symbol, **options):
        return self.client.close_position(
            symbol, ClosePositionRequest(**options) if options else None
        )

    def close_all(self):
        return self.client.close_all_positions(cancel_orders=True)

    def order_by_client_id(self, client_order_id):
        return self.client.get_order_by_client_id(client_order_id)

    def order_by_id(self, order_id):
        return self.client.get_order_by_id(order_id)

    def orders(self, **query):
        return self.client.get_orders(GetOrdersRequest(**query) if query else None)

    def account(self):
        return self.client.get_account()

    def positions(self):
        return self.client.get_all_positions()

    def position(self, symbol):
        return self.client.get_open_position(symbol)

    def clock(self):
        return self.client.get_clock()

    def fills(self, **query):
        # The SDK has models but no method for the activities of a trading account.
        return self.client.get("/account/activities/FILL", query)

    def listen(self):
        """Returns when the stream is heard: the SDK does not say when that is, so orders are sent until then."""
        heard = threading.Event()

        async def on_update(update: TradeUpdate):
            heard.set()
            tell("update", update)

        self.stream.subscribe_trade_updates(on_update)
        threading.Thread(target=self.stream.run, daemon=True).start()
        while not heard.wait(HEARD_WITHIN_S):
            self.place_limit(
                symbol="IBM", side="buy", qty=1, limit_price=1, time_in_force="day"
            )

    def stop_listening(self):
        self.stream.stop()


def error(failure):
    if not isinstance(failure, APIError):
        return {"type": type(failure).__name__, "message": str(failure)}
    body = json.loads(str(failure))
    return {"type": "APIError", "status_code": failure.status_code, **body}


def main():
    trader = Trader()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            tell("result", getattr(trader, command["action"])(**command["arguments"]))
        except Exception as failure:
            tell("error", error(failure))


main()
