import type { Pipeline } from './start-beside.ts';

/** The simulator in a process of its own, so that its work is not the measuring process's. */
export async function startSimulator(
  pipeline: Pipeline,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { accountId } = pipeline;
  const simulator = await pipeline.start('broker-simulator', {
    SIMULATOR_ACCOUNTS: JSON.stringify([
      { accountId, keyId: 'test-key', secretKey: 'test-secret', cash: '1000000000000' },
    ]),
    // No fill: these runs are about orders.
    SIMULATOR_FILL_DELAY_MS: '600000',
    ...environment,
  });
  const { url } = await simulator.ready;
  if (url === null) throw new Error('the simulator does not say where it listens');
  return url;
}
