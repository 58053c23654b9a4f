import { deleteRun } from '@orderonce/kafka';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import { openRoundTrips, type RoundTrips } from './round-trips.ts';
import { type Pipeline, startBeside } from './start-beside.ts';

/** One way from an intent to an outcome, in a process of its own, on topics of its own. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  readonly trips: RoundTrips;
}

const SYMBOLS = Array.from({ length: 60 }, (_, place) => `SYM${place}`);

/** kafkajs alone. */
export function bareHops(): Promise<Contender> {
  return contender('two bare kafkajs hops', async (pipeline, opened) => {
    opened.use(await startBeside(pipeline, 'bare-hop'));
  });
}

/** The executor's code with a venue in its own process that answers at once: what the executor itself adds. */
export function core(): Promise<Contender> {
  return contender('executor', async (pipeline, opened) => {
    opened.use(await startBeside(pipeline, 'core-executor'));
  });
}

/** The service as it is deployed, and the simulator over HTTP in a third process: what a strategy sees. */
export function service(): Promise<Contender> {
  return contender('executor service, venue over HTTP', async (pipeline) => {
    const { accountId } = pipeline;
    const account = { accountId, keyId: 'test-key', secretKey: 'test-secret' };
    const simulator = await pipeline.start('broker-simulator', {
      SIMULATOR_ACCOUNTS: JSON.stringify([account]),
      SIMULATOR_FILL_DELAY_MS: '600000',
    });
    const { url } = await simulator.ready;
    if (url === null) throw new Error('the simulator does not say where it listens');
    await pipeline.startExecutor({ ALPACA_BASE_URL: url });
  });
}

async function contender(
  name: string,
  start: (pipeline: Pipeline, opened: AsyncDisposableStack) => Promise<void>,
): Promise<Contender> {
  await using opened = new AsyncDisposableStack();
  const pipeline = opened.use(await openPipeline());
  await start(pipeline, opened);
  const { connection, topicPrefix, client } = pipeline;
  const groupId = `${topicPrefix}bench`;
  opened.defer(() => deleteRun(connection, { topics: [], groupIds: [groupId] }));
  const trips = await openRoundTrips({
    connection,
    topicPrefix,
    groupId,
    builder: client,
    symbols: SYMBOLS,
  });
  opened.defer(() => trips.stop());
  const parts = opened.move();
  return { name, trips, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
