import { startService } from '../processes/start-service.ts';
import { freePorts } from '../stack/free-ports.ts';
import { StackFailure } from '../stack/stack-failure.ts';
import { startStack } from '../stack/start-stack.ts';
import { ensureOrderTopics } from '../topics/ensure-order-topics.ts';
import { type PlannedService, planServices } from './service-plan.ts';
import { type Supervised, supervise, systemClock } from './supervise.ts';

const STOP_GRACE_MS = 10_000;

/** The whole product, running on this machine. */
export interface RunningSystem {
  /** Where to look, one line each, for a person. */
  readonly description: readonly string[];
  /** Stops everything, the last started first. */
  stop(): Promise<void>;
}

/**
 * Starts Kafka, Redis, the topics and every service, and starts a service again whenever it dies.
 *
 * @param say takes a line whenever something slow begins, and whenever a service died
 * @throws {StackFailure} when something does not come up; nothing is left running then
 */
export async function startSystem(say: (line: string) => void): Promise<RunningSystem> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const stack = await startStack({ say });
    undo.push(() => stack.stop());
    await ensureOrderTopics({ variables: { ...process.env, ...stack.environment } });
    say('Starting the services …');
    const [simulatorPort = 0, trackerPort = 0] = await freePorts(2);
    const { environment: stackEnvironment, logFolder } = stack;
    for (const planned of planServices({ stackEnvironment, simulatorPort, trackerPort })) {
      const service = await keepRunning(planned, logFolder, say);
      undo.push(() => service.stop(STOP_GRACE_MS));
    }
    return {
      description: [
        `Venue  http://127.0.0.1:${simulatorPort}/sim/ledger (its own record of orders and fills)`,
        `Book   http://127.0.0.1:${trackerPort}/positions (positions, from the outcomes)`,
        ...stack.description,
        `Steer  KAFKA_BROKERS=${stackEnvironment['KAFKA_BROKERS']} npm run -s orderonce -- kill status`,
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keepRunning(
  planned: PlannedService,
  logDirectory: string,
  say: (line: string) => void,
): Promise<Supervised> {
  try {
    return await supervise(() => startService({ ...planned, logDirectory }), systemClock, say);
  } catch (error) {
    throw new StackFailure(error instanceof Error ? error.message : String(error));
  }
}
