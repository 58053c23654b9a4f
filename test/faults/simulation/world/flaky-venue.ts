import type {
  Broker,
  CallOptions,
  LookUpResult,
  SubmitFault,
  SubmitRequest,
  SubmitResult,
} from '@orderonce/brokers';
import type { AccountId, Evidence } from '@orderonce/contracts';
import type { SimulatedProcess } from '../executor/simulated-process.ts';
import { VISIBILITY_WINDOW_MS } from '../settings.ts';
import { refusalOf } from './traffic.ts';
import type { World } from './world.ts';

const REFUSED = { kind: 'refused', code: '40310000', text: 'insufficient buying power' } as const;

/** One process's way to one account of the venue, with everything that can befall a call on it. */
export function flakyVenue(world: World, accountId: AccountId, process: SimulatedProcess): Broker {
  const { random, weather, orders } = world;
  const venue = world.venueOf(accountId);
  const quick = () => ({ outMs: random.between(1, 30), backMs: random.between(1, 30) });
  const evidence = (action: Evidence['action'], result: string): Evidence => ({
    atMs: world.epochMs(),
    action,
    result,
  });

  async function submit(request: SubmitRequest, { timeoutMs }: CallOptions): Promise<SubmitResult> {
    const { clientOrderId } = request;
    const touch = () => orders.touch([clientOrderId]);
    const { script, route, stallMs } = submitWay(world, request, timeoutMs);
    if (script !== undefined || route.loses !== undefined || route.outMs > timeoutMs) touch();
    if (route.backMs > timeoutMs) touch();
    if (script?.kind === 'not-sent') {
      await process.sleep(1);
      return { kind: 'not-sent', text: 'refused', evidence: evidence('submit', 'not sent') };
    }
    if (stallMs > 0) {
      touch();
      await process.sleep(stallMs);
    }
    return process
      .call(() => venue.submit(request, script), route)
      .catch((error: Error) => ({
        kind: 'unknown',
        text: error.message,
        evidence: evidence('submit', 'no answer'),
      }));
  }

  async function find(
    id: string,
    timeoutMs: number,
    serve: () => Promise<LookUpResult>,
  ): Promise<LookUpResult> {
    const loses = weather.strikes('look-up lost') ? { loses: 'reply' as const } : {};
    if (loses.loses) orders.touch([id]);
    return process.call(serve, { ...quick(), timeoutMs, ...loses }).catch((error: Error) => ({
      kind: 'unknown',
      text: error.message,
      evidence: evidence('look-up', 'no answer'),
    }));
  }

  return {
    capabilities: venue.capabilities,
    submit,
    findByClientOrderId: (id, { timeoutMs }) => find(id, timeoutMs, () => venue.find(id)),
    findByBrokerOrderId: (id, { timeoutMs }) => find(id, timeoutMs, () => venue.findOwn(id)),
    cancel: (id, { timeoutMs }) =>
      process
        .call(() => venue.cancel(id), { ...quick(), timeoutMs })
        .catch((error: Error) => ({
          kind: 'unknown',
          text: error.message,
          evidence: evidence('cancel', 'no answer'),
        })),
    replace: (request, { timeoutMs }) =>
      process
        .call(() => venue.replace(request), { ...quick(), timeoutMs })
        .catch((error: Error) => ({
          kind: 'unknown',
          text: error.message,
          evidence: evidence('replace', 'no answer'),
        })),
    openOrders: (after, { timeoutMs }) =>
      process.call(() => venue.openOrders(after), { ...quick(), timeoutMs }).catch(unanswered),
    positions: ({ timeoutMs }) =>
      process.call(() => venue.positions(), { ...quick(), timeoutMs }).catch(unanswered),
    account: ({ timeoutMs }) =>
      process.call(() => venue.account(), { ...quick(), timeoutMs }).catch(unanswered),
    async *reports() {
      yield { kind: 'disconnected', why: 'lost', text: "reports are another service's work" };
    },
    fillsAfter: async () => ({ kind: 'page', fills: [], isLast: true }),
    close: async () => {},
  };
}

function unanswered(error: Error) {
  return { kind: 'unknown', text: error.message } as const;
}

/** What one submit meets: at the venue, on the way, and before it leaves. */
function submitWay({ random, weather }: World, request: SubmitRequest, timeoutMs: number) {
  const quick = { outMs: random.between(1, 30), backMs: random.between(1, 30), timeoutMs };
  const way = (script?: SubmitFault, route: object = {}, stallMs = 0) => ({
    script,
    route: { ...quick, ...route } as typeof quick & { readonly loses?: 'request' | 'reply' },
    stallMs,
  });
  const refusal = refusalOf(request.clientOrderId);
  if (weather.strikes('nothing sent')) return way({ kind: 'not-sent' });
  if (weather.strikes('rate limited'))
    return way({ kind: 'rate-limited', retryAfterMs: random.between(50, 4000) });
  if (weather.strikes('request lost')) return way(undefined, { loses: 'request' });
  if (refusal === 'always') return way(REFUSED);
  if (refusal === 'at times' && weather.strikes('refused now, not always')) return way(REFUSED);
  if (weather.strikes('answer lost after acceptance')) return way(undefined, { loses: 'reply' });
  if (weather.strikes('answer slower than the time limit'))
    return way(undefined, { backMs: random.between(timeoutMs + 1, VISIBILITY_WINDOW_MS) });
  // A "no" that another executor has proven meanwhile could turn into a "yes" here, and only the venue
  // could prevent that: so not with orders that are refused at times.
  if (refusal === 'never' && weather.strikes('stalled between permission and send'))
    return way(undefined, {}, random.between(1000, 10_000));
  return way();
}
