import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Ledger } from '../ledger/ledger.ts';
import type { Runtime } from '../runtime.ts';
import type { Account } from '../venue/account.ts';
import type { Accounts } from '../venue/accounts.ts';
import { isRefusal, REFUSALS, type Refusal } from '../venue/refusal.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import { sendJson, sendRefusal } from './send.ts';

interface GateParts {
  readonly accounts: Accounts;
  readonly ledger: Ledger;
  readonly runtime: Runtime;
  /** Null: no limit, and no word of one in the answers. */
  readonly rateLimit: RateLimitOptions | null;
}

/** Where every request of a customer comes in: whose it is, and whether the account may ask at all. */
export class Gate {
  readonly #parts: GateParts;
  readonly #limits = new Map<Account, RateLimit>();

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** The account whose keys the request has; null: it is answered already. */
  enter(request: FastifyRequest, reply: FastifyReply): Account | null {
    const { accounts, ledger, runtime, rateLimit } = this.#parts;
    const { headers } = request;
    const account = accounts.open(headers['apca-api-key-id'], headers['apca-api-secret-key']);
    if (account === undefined) {
      if (request.method !== 'GET')
        ledger.append({ atMs: runtime.nowMs(), accountId: '', kind: 'unauthorized' });
      sendRefusal(reply, REFUSALS.unauthorized);
      return null;
    }
    if (rateLimit === null || this.#limitOf(account, rateLimit).admit(reply, runtime.nowMs()))
      return account;
    const { accountId } = account;
    ledger.append({ atMs: runtime.nowMs(), accountId, kind: 'rate-limited' });
    sendRefusal(reply, REFUSALS.tooManyRequests);
    return null;
  }

  #limitOf(account: Account, options: RateLimitOptions): RateLimit {
    const limit = this.#limits.get(account) ?? new RateLimit(options);
    this.#limits.set(account, limit);
    return limit;
  }

  /** A route that answers with what the handler gives. */
  route(handler: (account: Account, request: FastifyRequest) => object | Refusal, status = 200) {
    return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const account = this.enter(request, reply);
      if (account === null) return reply;
      const result = handler(account, request);
      if (isRefusal(result)) return sendRefusal(reply, result);
      return sendJson(reply, status, JSON.stringify(result));
    };
  }
}
