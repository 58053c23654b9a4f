import type { FaultPlan } from '../faults/fault-plan.ts';
import { hitFrame } from '../faults/frame-hit.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { Account } from '../venue/account.ts';
import type { Accounts } from '../venue/accounts.ts';
import type { Fill } from '../venue/fill.ts';
import type { Order } from '../venue/order.ts';
import type { TradeEventName, TradeEvents } from '../venue/trade-event.ts';
import { tradeUpdateJson } from '../wire/trade-update-json.ts';
import { AccountFeed } from './account-feed.ts';
import { StreamConnection, type StreamSocket } from './stream-connection.ts';

interface TradeStreamParts {
  readonly accounts: Accounts;
  readonly faults: FaultPlan;
  readonly runtime: Runtime;
  readonly draw: Draw;
}

const AS_IT_IS = { copies: 1, isAfterNext: false, delayMs: 0 } as const;

/**
 * Everyone who hears of trades. All connections of an account hear the same; a fault hits a frame for all of
 * them. Nothing is numbered, kept or sent again.
 */
export class TradeStream implements TradeEvents {
  readonly #parts: TradeStreamParts;
  readonly #connections = new Set<StreamConnection>();
  readonly #feeds = new Map<Account, AccountFeed>();

  constructor(parts: TradeStreamParts) {
    this.#parts = parts;
  }

  join(socket: StreamSocket): StreamConnection {
    const connection = new StreamConnection(socket, this.#parts.accounts);
    this.#connections.add(connection);
    return connection;
  }

  leave(connection: StreamConnection): void {
    this.#connections.delete(connection);
  }

  publish(event: TradeEventName, order: Order, fill?: Fill): void {
    const { account, clientOrderId, request, changes: number } = order;
    if (!this.#isHeard(account)) return;
    const { accountId } = account;
    const { symbol } = request;
    const target = { accountId, symbol, clientOrderId, number, event };
    const hit = hitFrame(this.#parts.faults, target);
    if (hit.isCut) {
      this.#cut(account);
      return;
    }
    const { draw } = this.#parts;
    const feed = this.#feedOf(account);
    if (hit.inserted !== null)
      feed.push(Buffer.from(tradeUpdateJson(hit.inserted, order, undefined, draw)), AS_IT_IS);
    feed.push(Buffer.from(tradeUpdateJson(event, order, fill, draw)), hit);
  }

  #isHeard(account: Account): boolean {
    for (const connection of this.#connections) if (connection.hears(account)) return true;
    return false;
  }

  #cut(account: Account): void {
    for (const connection of this.#connections) {
      if (!connection.hears(account)) continue;
      this.leave(connection);
      connection.socket.cut();
    }
  }

  #feedOf(account: Account): AccountFeed {
    let feed = this.#feeds.get(account);
    if (feed === undefined) {
      feed = new AccountFeed(this.#parts.runtime, (frame) => {
        for (const connection of this.#connections)
          if (connection.hears(account)) connection.socket.send(frame);
      });
      this.#feeds.set(account, feed);
    }
    return feed;
  }
}
