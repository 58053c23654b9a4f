import {
  type ClientOrderId,
  type Intent,
  type OrderUuid,
  type Outcome,
  traceIdOf,
} from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { type Doubt, doubtOf } from './doubt.ts';
import { type Held, heldOf } from './held.ts';
import { type Latency, latencies } from './latencies.ts';
import type { Message } from './message.ts';
import { inLogOrder, type OrderSummary, orderSummaries } from './order-summary.ts';
import { positionEffects } from './position-effects.ts';
import { type ChainLink, chainOf, linksIn, replacedBy } from './replace-chain.ts';
import { type TimedMoment, timeLine } from './time-line.ts';

/** Everything that the topics tell about one order. */
export interface OrderStory {
  readonly id: ClientOrderId;
  /** One, unless the id was used on several instruments by mistake. */
  readonly orders: readonly OrderSummary[];
  /** As it stood on the log first; absent where it is gone or cannot be read. */
  readonly intent?: Intent;
  readonly places: readonly (RecordPosition & { readonly logTimeMs: number })[];
  readonly orderUuid?: OrderUuid;
  readonly traceId?: string;
  readonly doubt?: Doubt;
  readonly held?: Held;
  readonly latencies: readonly Latency[];
  /** Who replaced or cancelled whom, where anybody did. */
  readonly chain: readonly ChainRow[];
  readonly timeLine: readonly TimedMoment[];
  /** Each message as it stands on its topic. */
  readonly messages: readonly Message[];
}

interface ChainRow extends ChainLink {
  readonly orders: readonly OrderSummary[];
}

/** All outcomes of the order's instrument, where they were read. */
export type InstrumentOutcomes = readonly Outcome[] | null;

/** @param messages all that name the order or one of its chain */
export function orderStory(
  id: ClientOrderId,
  messages: readonly Message[],
  instrumentOutcomes: InstrumentOutcomes,
): OrderStory {
  const ordered = inLogOrder(messages);
  const own = ordered.flatMap((message) =>
    message.kind === 'intent' && message.intent.clientOrderId === id ? [message] : [],
  );
  const outcomes = ordered.flatMap((message) =>
    message.kind === 'outcome' ? [message.outcome] : [],
  );
  const effects = positionEffects(id, instrumentOutcomes ?? outcomes, instrumentOutcomes !== null);
  const links = linksIn(ordered);
  const chain = chainOf(id, links);
  const moments = timeLine(id, ordered, effects, replacedBy(id, links));
  const intent = own[0]?.intent;
  const orderUuid =
    intent?.orderUuid ?? outcomes.find((outcome) => outcome.clientOrderId === id)?.orderUuid;
  const doubt = doubtOf(id, ordered);
  const held = heldOf(id, ordered);
  return {
    id,
    orders: orderSummaries(id, ordered),
    ...(intent && { intent }),
    places: own.map(({ record, logTimeMs }) => ({ ...record, logTimeMs })),
    ...(orderUuid !== undefined && { orderUuid, traceId: traceIdOf(orderUuid) }),
    ...(doubt && { doubt }),
    ...(held && { held }),
    latencies: latencies(moments, intent?.createdAtMs),
    chain: chain.size === 1 ? [] : chainRows(chain, links, ordered),
    timeLine: moments,
    messages: ordered,
  };
}

/** Oldest first. One of which nothing but its id is told stands first: it is gone from the topics. */
function chainRows(
  chain: ReadonlySet<ClientOrderId>,
  links: readonly ChainLink[],
  messages: readonly Message[],
): ChainRow[] {
  return Array.from(chain, (id): ChainRow => {
    const link = links.find((one) => one.id === id) ?? { id, kind: 'place' };
    return { ...link, orders: orderSummaries(id, messages) };
  }).sort((a, b) => (a.orders[0]?.atMs ?? 0) - (b.orders[0]?.atMs ?? 0));
}
