import { topicNames } from '@orderonce/contracts';
import { deleteRun } from '@orderonce/kafka';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import type { Judged } from '../latency/bench-table.ts';
import { roundOn } from '../latency/interruption.ts';
import { openRoundTrips } from '../latency/round-trips.ts';
import { startSimulator } from '../latency/start-simulator.ts';
import { produceAgain, resetOffsets } from './give-again.ts';
import { judgeReplay } from './judge-replay.ts';
import { latencyText } from './live-latency.ts';
import { partitionOf, publishMany } from './many-intents.ts';
import { oldPosts } from './old-posts.ts';
import { outcomeEnds } from './progress.ts';
import { liveAlone, passWithLive, settleAll } from './replay-pass.ts';
import { readPasses } from './replayed-outcomes.ts';

const SYMBOLS = Array.from({ length: 240 }, (_, place) => `SYM${place}`);
/** The live instruments have this partition for themselves: what stands behind others in a log waits for them. */
const LIVE_PARTITION = 0;

/**
 * Old, settled intents are delivered again, twice: the group's offsets go back to the beginning, and the whole
 * topic is produced once more. Meanwhile live intents on other instruments go on.
 */
export async function replay(stage: AsyncDisposableStack, intents: number): Promise<Judged[]> {
  const round = roundOn(stage);
  const pipeline = round.use(await openPipeline());
  const { connection, accountId, client: builder, topicPrefix } = pipeline;
  const { intents: topic } = topicNames(topicPrefix);
  const partitionCount = (await outcomeEnds(pipeline)).size;
  const isLive = (symbol: string) =>
    partitionOf(accountId, symbol, partitionCount) === LIVE_PARTITION;
  const liveSymbols = SYMBOLS.filter(isLive);
  const oldSymbols = SYMBOLS.filter((symbol) => !isLive(symbol));
  const groupId = `${topicPrefix}bench`;
  round.defer(() => deleteRun(connection, { topics: [], groupIds: [groupId] }));
  const trips = await openRoundTrips({
    connection,
    topicPrefix,
    groupId,
    builder,
    symbols: liveSymbols,
    unreadPartitions: Array.from({ length: partitionCount - 1 }, (_, place) => place + 1),
  });
  round.defer(() => trips.stop());

  const filled = { connection, topic, builder, symbols: oldSymbols, count: intents };
  await settleAll(round, pipeline, () => publishMany(filled));
  const ends = [await outcomeEnds(pipeline)];
  const venueUrl = await startSimulator(pipeline);
  const surroundings = { pipeline, venueUrl, trips, livePartition: LIVE_PARTITION };
  const undisturbed = await liveAlone(surroundings);
  const byReset = await passWithLive(surroundings, () => resetOffsets(pipeline));
  ends.push(await outcomeEnds(pipeline));
  const byCopies = await passWithLive(surroundings, () => produceAgain(pipeline));
  ends.push(await outcomeEnds(pipeline));

  const [first, reset, copies] = await readPasses(pipeline, ends, (symbol) => !isLive(symbol));
  if (!first || !reset || !copies) throw new Error('a pass is missing');
  console.log(`Live intents without a replay:      ${latencyText(undisturbed)}`);
  console.log(`while offsets were reset:           ${latencyText(byReset)}`);
  console.log(`while all intents came once more:   ${latencyText(byCopies)}\n`);
  const posts = await oldPosts(venueUrl, isLive);
  await round.disposeAsync();
  return judgeReplay({ intents, first, reset, copies, posts });
}
