import { intent } from '@orderonce/decisions/testing';
import type { Claim } from '@orderonce/idempotency';
import { expect, it } from 'vitest';
import type { Intake } from '../intake/intake.ts';
import { lane } from '../testing/executor-under-test.ts';
import { concludeIntent } from './conclude-intent.ts';

const FRESH = { kind: 'fresh', claim: {} as Claim } as const;
const HOLD = { reason: { code: 'FATE_UNKNOWN', text: 'unknown' }, heldAtMs: 1 } as const;

/** An intent of which the control topic says that it is held; `stale` readings of it must be waited for. */
function takenIn(stale: number) {
  const stop = new AbortController();
  const said: string[] = [];
  let left = stale;
  const intake = {
    lane: lane(stop.signal),
    subject: { intent: intent() },
    ports: {
      clock: { epochMs: () => 0 },
      brokers: new Map(),
      control: {
        whenFresh: () => {
          said.push(left > 0 ? 'stale' : 'fresh');
          left -= 1;
          return left < 0 ? undefined : Promise.resolve();
        },
        standingHold: () => {
          said.push('asked');
          return HOLD;
        },
      },
    },
  } as object as Intake;
  return { intake, said, stop };
}

it('believes the control topic at once when it is read', async () => {
  const { intake, said } = takenIn(0);
  expect(await concludeIntent(intake, FRESH)).toMatchObject({
    conclusion: { kind: 'hold', hold: HOLD },
  });
  expect(said).toEqual(['fresh', 'asked']);
});

it('waits as often as the reading is too old', async () => {
  const { intake, said } = takenIn(3);
  await concludeIntent(intake, FRESH);
  expect(said).toEqual(['stale', 'stale', 'stale', 'fresh', 'asked']);
});

it('begins nothing once it is told to stop, before or while it waits', async () => {
  const { intake, said, stop } = takenIn(3);
  const concluding = concludeIntent(intake, FRESH);
  stop.abort();
  expect(await concluding).toMatchObject({ conclusion: { kind: 'abandoned' } });
  expect(await concludeIntent(intake, FRESH)).toMatchObject({ conclusion: { kind: 'abandoned' } });
  expect(said).not.toContain('asked');
});
