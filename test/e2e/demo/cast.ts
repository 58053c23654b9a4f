import type { DemoOptions } from './options.ts';

/** Who takes part in the demo, and with which variables. */
export interface Role {
  readonly name: string;
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
}

export const GROUP_ID = 'orderonce-executor';

/** Long enough for a loaded machine, short enough that a takeover fits into a minute. */
const BROKER_TIMEOUT_MS = 2000;
const LEASE_MS = 4000;
const SESSION_TIMEOUT_MS = 6000;

/** Half of the lost answers are a 503 after the order was taken, half a connection that is cut. */
const LOST_ANSWER_RATE = 0.1;
const COPY_RATIO = 0.2;
/** Of each strategy: fast enough for a minute, slow enough to be watched. */
const INTENTS_PER_SECOND = 100;

interface Stage {
  readonly shared: Readonly<Record<string, string>>;
  readonly simulatorPort: number;
  readonly trackerPort: number;
  /** Makes account names of this run, so that two runs on one Redis do not meet. */
  readonly runName: string;
}

const ACCOUNTS = [0, 1];
const MOMENTUM = ['MOM', 'TREND', 'SWING'] as const;

/** The venue, which must be there before the others. */
export function venue(stage: Stage, { seed }: DemoOptions): Role {
  return {
    name: 'broker-simulator',
    entry: 'services/broker-simulator/src/main.ts',
    environment: {
      SIMULATOR_PORT: String(stage.simulatorPort),
      SIMULATOR_ACCOUNTS: accounts(stage),
      SIMULATOR_SEED: String(seed),
      SIMULATOR_FAULTS: JSON.stringify([
        { fault: 'answer-lost-503', rate: LOST_ANSWER_RATE / 2 },
        { fault: 'answer-lost-reset', rate: LOST_ANSWER_RATE / 2 },
      ]),
    },
  };
}

export function executor(stage: Stage, name: string): Role {
  return {
    name,
    entry: 'services/executor/src/main.ts',
    environment: {
      ...stage.shared,
      ...alpaca(stage),
      EXECUTOR_GROUP_ID: GROUP_ID,
      EXECUTOR_BROKER_TIMEOUT_MS: String(BROKER_TIMEOUT_MS),
      EXECUTOR_LEASE_MS: String(LEASE_MS),
      EXECUTOR_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
    },
  };
}

export function executionReports(stage: Stage): Role {
  return {
    name: 'execution-reports',
    entry: 'services/execution-reports/src/main.ts',
    environment: { ...stage.shared, ...alpaca(stage), EXECUTION_REPORTS_POLL_MS: '200' },
  };
}

export function positionTracker(stage: Stage): Role {
  return {
    name: 'position-tracker',
    entry: 'services/position-tracker/src/main.ts',
    environment: { ...stage.shared, ...alpaca(stage), TRACKER_PORT: String(stage.trackerPort) },
  };
}

/** Three momentum strategies over two accounts, which share the wanted intents. */
export function strategies(stage: Stage, options: DemoOptions): Role[] {
  const share = Math.floor(options.intents / MOMENTUM.length);
  return MOMENTUM.map((strategyId, place) => ({
    name: `strategy-${strategyId}`,
    entry: 'services/strategy-example/src/main.ts',
    environment: {
      ...stage.shared,
      STRATEGY_ID: strategyId,
      STRATEGY_ACCOUNT_ID: accountName(stage, place % ACCOUNTS.length),
      STRATEGY_INTENTS: String(
        place === 0 ? options.intents - share * (MOMENTUM.length - 1) : share,
      ),
      STRATEGY_RATE_PER_SECOND: String(INTENTS_PER_SECOND),
      STRATEGY_REPEAT_RATIO: String(COPY_RATIO),
      STRATEGY_SEED: String(options.seed),
    },
  }));
}

function alpaca(stage: Stage) {
  return {
    ALPACA_BASE_URL: `http://127.0.0.1:${stage.simulatorPort}`,
    ALPACA_ACCOUNTS: accounts(stage),
    BROKER_REQUESTS_PER_MINUTE: '0',
  };
}

function accounts(stage: Stage): string {
  return JSON.stringify(
    ACCOUNTS.map((place) => ({
      accountId: accountName(stage, place),
      keyId: `demo-key-${place}`,
      secretKey: `demo-secret-${place}`,
    })),
  );
}

export function accountIds(stage: Stage): string[] {
  return ACCOUNTS.map((place) => accountName(stage, place));
}

function accountName({ runName }: Stage, place: number): string {
  return `DEMO-${runName}-${place + 1}`;
}
