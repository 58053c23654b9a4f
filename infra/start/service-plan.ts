/** A service of `npm start`: what `startService` needs to know about it, but where logs go. */
export interface PlannedService {
  readonly name: string;
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  /** How to reach Kafka and Redis. */
  readonly stackEnvironment: Readonly<Record<string, string>>;
  readonly simulatorPort: number;
  readonly trackerPort: number;
}

/** Keys of accounts that exist in the local simulator only. */
const ACCOUNTS = JSON.stringify([
  { accountId: 'paper-1', keyId: 'local-key-1', secretKey: 'local-secret-1' },
  { accountId: 'paper-2', keyId: 'local-key-2', secretKey: 'local-secret-2' },
]);

/** Every service with its settings, in the order in which to start them; to be stopped in reverse. */
export function planServices(options: PlanOptions): readonly PlannedService[] {
  const { stackEnvironment, simulatorPort, trackerPort } = options;
  const broker = {
    ALPACA_BASE_URL: `http://127.0.0.1:${simulatorPort}`,
    ALPACA_ACCOUNTS: ACCOUNTS,
    BROKER_REQUESTS_PER_MINUTE: '0',
  };
  const plan = (service: string, environment: Record<string, string>, name = service) => ({
    name,
    entry: `services/${service}/src/main.ts`,
    environment: { ...stackEnvironment, ...environment },
  });
  return [
    plan('broker-simulator', {
      SIMULATOR_PORT: String(simulatorPort),
      SIMULATOR_ACCOUNTS: ACCOUNTS,
    }),
    plan('position-tracker', { ...broker, TRACKER_PORT: String(trackerPort) }),
    plan('execution-reports', { ...broker, EXECUTION_REPORTS_POLL_MS: '200' }),
    plan('executor', broker, 'executor-1'),
    plan('executor', broker, 'executor-2'),
    plan('strategy-example', strategy('MOMA', 'paper-1'), 'strategy-1'),
    plan('strategy-example', strategy('MOMB', 'paper-2'), 'strategy-2'),
  ];
}

/** A pace that a person can follow, with some intents published twice, so that something is prevented. */
function strategy(strategyId: string, accountId: string): Record<string, string> {
  return {
    STRATEGY_ID: strategyId,
    STRATEGY_ACCOUNT_ID: accountId,
    STRATEGY_RATE_PER_SECOND: '2',
    STRATEGY_REPEAT_RATIO: '0.1',
  };
}
