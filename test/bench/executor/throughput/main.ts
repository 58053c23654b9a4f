import { availableParallelism } from 'node:os';
import { openArena } from './arena.ts';
import { COMPARISONS, type Group, groups } from './comparison.ts';
import { startContender } from './contender-process.ts';
import { alternate, type Rates } from './rounds.ts';
import { resultOf, resultTables } from './table.ts';
import { startVenue } from './venue-process.ts';

// Intents per second of the executor against bare clients, on the Kafka and Redis of KAFKA_BROKERS and
// REDIS_URL, which no one else should be using; exits with 1 when a promise does not hold.
// `--short`: less than a minute, rougher.

/** The bare loops must move what the executor moves; a broker's sequence number may be a digit longer. */
const MOST_BYTES_APART = 8;

await using arena = await openArena();
await using opened = new AsyncDisposableStack();
const venue = await startVenue();
opened.defer(venue.close);

const rates: Rates = new Map(
  (await inTurn(groups(process.argv.includes('--short')), measure)).flatMap((some) => [...some]),
);
await checkSameBytes();
const results = COMPARISONS.map((comparison) => resultOf(comparison, rates));
console.log(`On ${availableParallelism()} cores, Kafka and Redis included.`);
console.log(resultTables(rates, results));
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;

async function measure(group: Group): Promise<Rates> {
  const contenders = await Promise.all(
    [...group.counts.keys()].map((name) => startContender(name, arena.placeOf(name, venue.url))),
  );
  try {
    return await alternate(group, contenders, () => arena.write(group.counts));
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}

async function checkSameBytes(): Promise<void> {
  const ours = await arena.outcomeBytes('executor');
  const theirs = await arena.outcomeBytes('each-batch-loop');
  if (Math.abs(ours - theirs) > MOST_BYTES_APART)
    throw new Error(`the bare loops move outcomes of ${theirs} bytes, the executor of ${ours}`);
  console.log(`Every outcome is ${ours} bytes.`);
}

async function inTurn<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>) {
  const all: Result[] = [];
  for (const item of items) all.push(await run(item));
  return all;
}
