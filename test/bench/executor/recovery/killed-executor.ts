import { setTimeout as delay } from 'node:timers/promises';
import { groupBy, ledgerByOrder, verdictsOf } from '../../../faults/judge/by-order.ts';
import type { History } from '../../../faults/judge/history.ts';
import { judge } from '../../../faults/judge/judge.ts';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import type { Judged } from '../latency/bench-table.ts';
import { roundOn } from '../latency/interruption.ts';
import { spreadOf, spreadText } from '../latency/spread.ts';
import { startFlow } from './steady-flow.ts';

const SESSION_TIMEOUT_MS = 6000;
const BROKER_TIMEOUT_MS = 500;
const LEASE_MS = 2000;
const MARGIN_MS = 2000;
/** The venue's answer takes so long: that is what makes orders be in flight. */
const ANSWER_MS = 100;
const SYMBOLS = Array.from({ length: 40 }, (_, place) => `SYM${place}`);
const PER_SECOND = 200;
const STEADY_MS = 1000;

interface Kill {
  /** Posted before the kill, no verdict published before it. */
  readonly inFlight: number;
  /** From the kill to the last verdict of an intent that had none by then. */
  readonly lastVerdictMs: number;
  readonly violations: number;
}

/** SIGKILL of one of two executors under load, at a venue that refuses repeats: when is all in flight settled? */
export async function killedExecutor(
  stage: AsyncDisposableStack,
  rounds: number,
): Promise<Judged[]> {
  const kills: Kill[] = [];
  for (let round = 0; round < rounds; round += 1) kills.push(await killOne(roundOn(stage)));
  const times = kills.map(({ lastVerdictMs }) => lastVerdictMs);
  const mostMs = SESSION_TIMEOUT_MS + LEASE_MS + MARGIN_MS;
  const inFlight = kills.map((kill) => kill.inFlight);
  const violations = kills.reduce((sum, kill) => sum + kill.violations, 0);
  return [
    {
      what: `SIGKILL → last verdict of what was in flight (${spreadText(inFlight, 0)} orders), ${rounds} kills`,
      measured: `${spreadText(times, 0)} ms`,
      required: `≤ ${SESSION_TIMEOUT_MS} + ${LEASE_MS} + ${MARGIN_MS} ms, something in flight`,
      holds: spreadOf(times).most <= mostMs && spreadOf(inFlight).least > 0,
    },
    {
      what: 'broken promises after the kills',
      measured: String(violations),
      required: '0',
      holds: violations === 0,
    },
  ];
}

async function killOne(round: AsyncDisposableStack): Promise<Kill> {
  const pipeline = round.use(
    await openPipeline({
      faults: [{ fault: 'slow-ms', ms: ANSWER_MS, rate: 1 }],
    }),
  );
  const environment = {
    EXECUTOR_BROKER_TIMEOUT_MS: String(BROKER_TIMEOUT_MS),
    EXECUTOR_LEASE_MS: String(LEASE_MS),
    EXECUTOR_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
  };
  const victim = await pipeline.startExecutor(environment);
  await pipeline.startExecutor(environment);
  const flow = startFlow(pipeline.client, { symbols: SYMBOLS, perSecond: PER_SECOND });
  await delay(STEADY_MS);
  victim.kill('SIGKILL');
  await victim.exited;
  const killedMs = Date.now();
  await delay(STEADY_MS);
  await flow.stop();
  await pipeline.rest();
  const history = await pipeline.history([killedMs]);
  await round.disposeAsync();
  return { ...settled(history, killedMs), violations: judge(history).length };
}

function settled({ intents, outcomes, ledger }: History, killedMs: number) {
  const verdictMs = new Map(
    [...groupBy(verdictsOf(outcomes), ({ outcome }) => outcome.clientOrderId)].map(
      ([id, verdicts]) => [id, verdicts[0]?.logTimeMs ?? Number.POSITIVE_INFINITY],
    ),
  );
  const posts = ledgerByOrder(ledger, 'post');
  const open = intents.flatMap(({ logTimeMs, intent: { clientOrderId } }) => {
    const endMs = verdictMs.get(clientOrderId) ?? Number.POSITIVE_INFINITY;
    if (logTimeMs > killedMs || endMs <= killedMs) return [];
    const postedMs = posts.get(clientOrderId)?.[0]?.atMs ?? Number.POSITIVE_INFINITY;
    return [{ endMs, isInFlight: postedMs <= killedMs }];
  });
  return {
    inFlight: open.filter(({ isInFlight }) => isInFlight).length,
    lastVerdictMs: Math.max(...open.map(({ endMs }) => endMs)) - killedMs,
  };
}
