import { deleteRun } from '@orderonce/kafka';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import { openRoundTrips, type RoundTrips } from './round-trips.ts';
import { type Pipeline, startBeside } from './start-beside.ts';
import { startSimulator } from './start-simulator.ts';

/** One way from an intent to an outcome, in a process of its own, on topics of its own. */
export interface Contender {
  readonly name: string;
  readonly trips: RoundTrips;
}

const SYMBOLS = Array.from({ length: 60 }, (_, place) => `SYM${place}`);

/** kafkajs alone. All that a contender opens, `stage` ends. */
export function bareHops(stage: AsyncDisposableStack): Promise<Contender> {
  return contender('two bare kafkajs hops', stage, async (pipeline) => {
    stage.use(await startBeside(pipeline, 'bare-hop'));
  });
}

/** The executor's code with a venue in its own process that answers at once: what the executor itself adds. */
export function core(stage: AsyncDisposableStack): Promise<Contender> {
  return contender('executor', stage, async (pipeline) => {
    stage.use(await startBeside(pipeline, 'core-executor'));
  });
}

/** The service as it is deployed, and the simulator over HTTP in a third process: what a strategy sees. */
export function service(stage: AsyncDisposableStack): Promise<Contender> {
  return contender('executor service, venue over HTTP', stage, async (pipeline) => {
    const url = await startSimulator(pipeline);
    await pipeline.startExecutor({ ALPACA_BASE_URL: url });
  });
}

async function contender(
  name: string,
  stage: AsyncDisposableStack,
  start: (pipeline: Pipeline) => Promise<void>,
): Promise<Contender> {
  const pipeline = stage.use(await openPipeline());
  await start(pipeline);
  const { connection, topicPrefix, client } = pipeline;
  const groupId = `${topicPrefix}bench`;
  stage.defer(() => deleteRun(connection, { topics: [], groupIds: [groupId] }));
  const trips = await openRoundTrips({
    connection,
    topicPrefix,
    groupId,
    builder: client,
    symbols: SYMBOLS,
  });
  stage.defer(() => trips.stop());
  return { name, trips };
}
