import type { Broker } from '@orderonce/brokers';
import { type AccountId, isClientOrderId } from '@orderonce/contracts';
import type { Opened } from '../across/open-scopes.ts';
import type { Findings } from '../findings.ts';
import type { PartitionScope } from '../scope.ts';
import { FillComparison, toldFills } from './compare-fills.ts';
import { ordersAreThere, type PlacedOrder } from './compare-orders.ts';
import { positionsAgree, toldPositions } from './compare-positions.ts';
import type { ToldBook } from './told-book.ts';
import { VenueAccount, VenueSilent } from './venue-account.ts';

/**
 * Compares what the topics tell with the venue's own orders, fills and positions. Only asks.
 *
 * @returns in words, what could not be compared
 */
export async function auditVenue(
  brokers: ReadonlyMap<AccountId, Broker>,
  books: readonly ToldBook[],
  { scopes }: Pick<Opened, 'scopes'>,
  findings: Findings,
): Promise<string[]> {
  const [scope] = scopes.values();
  if (scope === undefined) return [];
  const accounts = [...brokers].filter(([accountId]) => isWanted(scope, accountId));
  const said = accounts.map(([accountId, broker]) =>
    auditAccount(accountId, new VenueAccount(broker), { books, scopes, scope, findings }),
  );
  const without = unconfigured(books, brokers).map(
    (accountId) => `no venue is configured for ${accountId}: its orders were not compared`,
  );
  return [...(await Promise.all(said)).flat(), ...without];
}

interface Compared {
  readonly books: readonly ToldBook[];
  readonly scopes: ReadonlyMap<number, PartitionScope>;
  readonly scope: PartitionScope;
  readonly findings: Findings;
}

async function auditAccount(
  accountId: AccountId,
  venue: VenueAccount,
  { books, scopes, scope, findings }: Compared,
): Promise<string[]> {
  const { topics, settledUntilMs } = scope;
  const isAllJudged = isWhole(scopes);
  const said: string[] = [];
  try {
    await ordersAreThere(venue, acceptedOf(books, accountId), topics, findings);
    const fills = new FillComparison(toldFills(books, accountId, topics), findings, isAllJudged);
    for await (const fill of venue.fills()) fills.see(fill, settledUntilMs);
    fills.close();
    const positions = await venue.positions();
    if (!isAllJudged)
      said.push(`positions of ${accountId} were not compared: not all of its fills were read`);
    else if (fills.hasYoung)
      said.push(`positions of ${accountId} were not compared: fills are under way`);
    else positionsAgree(accountId, toldPositions(books, accountId), positions, findings);
    if (isAllJudged) await openOrdersAreOurs(accountId, venue, books, findings);
  } catch (error) {
    if (!(error instanceof VenueSilent)) throw error;
    said.push(`the venue of ${accountId} did not answer: ${error.message}`);
  }
  return said;
}

/** What is open there under an id of ours has an intent. */
async function openOrdersAreOurs(
  accountId: AccountId,
  venue: VenueAccount,
  books: readonly ToldBook[],
  findings: Findings,
): Promise<void> {
  const known = new Set(
    books.flatMap(({ orders }) =>
      orders.flatMap((order) =>
        order.hasIntent && order.accountId === accountId ? [order.clientOrderId] : [],
      ),
    ),
  );
  for await (const { clientOrderId, brokerOrderId } of venue.openOrders()) {
    findings.checked('venue');
    if (!isClientOrderId(clientOrderId) || known.has(clientOrderId)) continue;
    findings.add({
      check: 'venue',
      clientOrderId,
      records: [],
      expected: `an intent of the order ${brokerOrderId}, which is open on ${accountId}`,
      found: 'none',
    });
  }
}

function acceptedOf(books: readonly ToldBook[], accountId: string): PlacedOrder[] {
  return books.flatMap(({ partition, orders }) =>
    orders.flatMap((order) => {
      const { verdict } = order;
      const isThere = verdict?.execType === 'ACCEPTED' && verdict.isOrder;
      return isThere && order.accountId === accountId ? [{ order, partition }] : [];
    }),
  );
}

function unconfigured(books: readonly ToldBook[], brokers: ReadonlyMap<AccountId, Broker>) {
  const told = books.flatMap(({ orders }) => orders.map(({ accountId }) => accountId));
  return [...new Set(told)].filter((accountId) => !brokers.has(accountId as AccountId));
}

const isWanted = ({ filter }: PartitionScope, accountId: string) =>
  filter.accountId === undefined || filter.accountId === accountId;

/** Whether all that ever was told of an account is among what was read. */
function isWhole(scopes: ReadonlyMap<number, PartitionScope>): boolean {
  return [...scopes.values()].every(
    ({ intents, outcomes, isCut, filter }) =>
      intents.begin === 0n &&
      outcomes.begin === 0n &&
      !isCut &&
      filter.symbol === undefined &&
      filter.strategyId === undefined,
  );
}
