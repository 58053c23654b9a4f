import { type AccountId, type Decimal, decimal } from '@orderonce/contracts';
import { FaultPlan } from './faults/fault-plan.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import { createServer } from './http/create-server.ts';
import { Gate } from './http/gate.ts';
import { judgeRoutes } from './http/judge-routes.ts';
import type { RateLimitOptions } from './http/rate-limit.ts';
import { tradingRoutes } from './http/trading-routes.ts';
import { Ledger } from './ledger/ledger.ts';
import { PricePath } from './market/price-path.ts';
import { SystemRuntime } from './runtime.ts';
import { Draw } from './seed/draw.ts';
import { serveStream } from './stream/stream-server.ts';
import { TradeStream } from './stream/trade-stream.ts';
import { Account } from './venue/account.ts';
import { Accounts } from './venue/accounts.ts';
import { Venue } from './venue/venue.ts';
import {
  ALPACA_RULES,
  type FirstStatus,
  type IdForm,
  type RepeatedIds,
} from './venue/venue-rules.ts';
import { Stamps } from './wire/stamps.ts';

/** What is not given has the default named beside it. */
export interface SimulatorOptions {
  /** 127.0.0.1 */
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly accounts: readonly SimulatedAccount[];
  /** `'1'`; ids, prices, splits and faults are drawn from it. */
  readonly seed?: string;
  /** 20: from an acceptance to its first fill, and from each step of an order to the next. */
  readonly fillDelayMs?: number;
  /** None. */
  readonly faults?: readonly FaultRule[];
  /** `refuse`, as Alpaca does. */
  readonly repeatedIds?: RepeatedIds;
  /** `any-128`, as Alpaca has it. */
  readonly idForm?: IdForm;
  /** True. */
  readonly hasLookUpByClientOrderId?: boolean;
  /** `pending_new`, as Alpaca's paper accounts answer. */
  readonly firstStatus?: FirstStatus;
  /** None: Alpaca's is 200 requests in 60 000 ms. */
  readonly rateLimit?: RateLimitOptions;
  /** The session never ends; with a length, DAY orders expire at its end and the next one begins. */
  readonly sessionMs?: number;
  /** The prices around which symbols move; drawn where none is given. */
  readonly prices?: ReadonlyMap<string, Decimal>;
  /** The symbols that exist; all of the right form. */
  readonly symbols?: ReadonlySet<string>;
}

export interface SimulatedAccount {
  readonly accountId: AccountId;
  readonly keyId: string;
  readonly secretKey: string;
  /** 100 million. */
  readonly cash?: Decimal;
  /** True. */
  readonly canShort?: boolean;
}

export interface Simulator {
  /** Opens the port; resolves with the address, such as `http://127.0.0.1:41234`. */
  listen(): Promise<{ readonly url: string }>;
  /** Closes the port and all connections, and forgets what had still to happen. */
  close(): Promise<void>;
}

const DEFAULT_CASH = decimal('100000000');

/** A venue in one process that speaks Alpaca's trading interface and keeps its own ledger. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { host = '127.0.0.1', port = 0, rateLimit = null } = options;
  const runtime = new SystemRuntime();
  const draw = new Draw(options.seed ?? '1');
  const ledger = new Ledger();
  const faults = new FaultPlan(draw, options.faults ?? []);
  const prices = new PricePath(draw, options.prices ?? new Map());
  const accounts = openAccounts(options.accounts);
  const stream = new TradeStream({ accounts, faults, runtime, draw });
  const rules = rulesOf(options);
  const venue = new Venue({
    ...{ runtime, ledger, prices, draw, events: stream, rules, stamps: new Stamps() },
    fillDelayMs: options.fillDelayMs ?? 20,
    sessionMs: options.sessionMs ?? null,
    symbols: options.symbols ?? null,
  });

  const server = createServer();
  const gate = new Gate({ accounts, ledger, runtime, rateLimit });
  const { hasLookUpByClientOrderId } = rules;
  tradingRoutes(
    server,
    { venue, faults, ledger, prices, runtime, draw, gate, hasLookUpByClientOrderId },
    [...(options.symbols ?? options.prices?.keys() ?? [])],
  );
  judgeRoutes(server, { ledger, faults, accounts: accounts.all });
  const closeStream = serveStream(server.server, stream);

  return {
    listen: async () => ({ url: await server.listen({ host, port }) }),
    close: async () => {
      runtime.stop();
      closeStream();
      await server.close();
    },
  };
}

function openAccounts(accounts: readonly SimulatedAccount[]): Accounts {
  return new Accounts(
    accounts.map(
      ({ cash = DEFAULT_CASH, canShort = true, ...account }) =>
        new Account({ ...account, cash, canShort }),
    ),
  );
}

function rulesOf(options: SimulatorOptions) {
  return {
    repeatedIds: options.repeatedIds ?? ALPACA_RULES.repeatedIds,
    idForm: options.idForm ?? ALPACA_RULES.idForm,
    hasLookUpByClientOrderId:
      options.hasLookUpByClientOrderId ?? ALPACA_RULES.hasLookUpByClientOrderId,
    firstStatus: options.firstStatus ?? ALPACA_RULES.firstStatus,
  };
}
