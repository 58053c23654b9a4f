import { brokerEnvironment } from '@orderonce/brokers';
import { OUTCOMES_RETENTION_MS } from '@orderonce/contracts';
import { redisEnvironment } from '@orderonce/idempotency';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { millisecondsVariable, wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;
const { ALPACA_BASE_URL, ALPACA_ACCOUNTS, ...brokerOptions } = brokerEnvironment;

/** The tracker's environment variables. */
export const trackerConfiguration = z
  .object({
    ...kafkaEnvironment,
    ...redisEnvironment,
    ...brokerOptions,
    /** The venue to compare with; without both, nothing is compared. */
    ALPACA_BASE_URL: ALPACA_BASE_URL.optional(),
    ALPACA_ACCOUNTS: ALPACA_ACCOUNTS.optional(),
    /** Positions are nobody else's business: only this machine can ask, unless said otherwise. */
    TRACKER_HOST: z.string().default('127.0.0.1'),
    /** 0: any free port; the log line `listening` names it. */
    TRACKER_PORT: wholeVariable(0, 65_535).default(0),
    /** A new name begins anew, from the oldest outcome, beside the states of other names. */
    TRACKER_STATE_NAME: z
      .string()
      .regex(
        /^[A-Za-z0-9._-]{1,64}$/,
        'must be 1 to 64 letters, digits, dots, dashes or underscores',
      )
      .default('positions'),
    /** How long Redis keeps an order that ended: for as long as one of its outcomes may come again. */
    TRACKER_KEEP_ENDED_MS: millisecondsVariable(60_000, 3650 * DAY_MS).default(
      OUTCOMES_RETENTION_MS + 7 * DAY_MS,
    ),
    /** Ended orders in memory, of each partition; about 1 kB each. Others are read from Redis when needed. */
    TRACKER_ORDERS_IN_MEMORY: wholeVariable(0, 10_000_000).default(2_000),
    /** Changes that `/events` can go back to, of each partition; about 1 kB each, in Redis. */
    TRACKER_EVENTS: wholeVariable(1, 1_000_000).default(1_000),
    /** From one comparison with the venue to the next; longer than a fill takes to become an outcome. */
    TRACKER_COMPARE_MS: millisecondsVariable(100, 3_600_000).default(15_000),
    /** One call to the venue. */
    TRACKER_BROKER_TIMEOUT_MS: millisecondsVariable(10, 60_000).default(5_000),
  })
  .superRefine(kafkaEnvironmentRules)
  .superRefine((environment, context) => {
    const { ALPACA_BASE_URL: url, ALPACA_ACCOUNTS: accounts } = environment;
    if ((url === undefined) === (accounts === undefined)) return;
    const path = url === undefined ? 'ALPACA_BASE_URL' : 'ALPACA_ACCOUNTS';
    context.addIssue({ code: 'custom', path: [path], message: 'must be given with the other one' });
  });
export type TrackerConfiguration = z.output<typeof trackerConfiguration>;
