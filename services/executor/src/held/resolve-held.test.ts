import { decimal, type Resolution } from '@orderonce/contracts';
import { cancelOf, intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import { createHeldWorld, Died } from '../testing/held-world.ts';

const ID = intent().clientOrderId;
const VENUES = ['refused-for-ever', 'accepted'] as const;
const sent = () => ({ clientOrderId: ID, order: body() });

function body(quantity = '10') {
  return {
    symbol: intent().symbol,
    side: 'BUY',
    quantity: decimal(quantity),
    orderType: 'MARKET',
    timeInForce: 'DAY',
  } as const;
}

describe.each(VENUES)('a held order, on a venue where a repeated id is %s', (repeats) => {
  async function heldWorld() {
    const world = createHeldWorld(repeats);
    await world.hold();
    return world;
  }
  const told = (world: ReturnType<typeof createHeldWorld>) =>
    world
      .outcomes()
      .filter(({ execType }) => execType !== 'ATTEMPTED')
      .map(({ outcomeId }) => outcomeId.slice(ID.length));

  it('is on the control topic with the whole intent, and stops its instrument at once', async () => {
    const world = createHeldWorld(repeats);
    const process = world.startProcess();
    world.loseRequests(true);
    await world.deliver(process);
    expect([...world.holds.values()]).toMatchObject([
      { intent: intent(), position: { offset: '0' }, reason: { code: 'FATE_UNKNOWN' } },
    ]);
    expect(process.control.heldOn(intent().accountId, intent().symbol)).toEqual([ID]);
  });

  it('is adopted when the venue shows it', async () => {
    const world = await heldWorld();
    await world.broker.submit(sent());
    expect(await world.resolve(world.decide('adopt'))).toEqual({
      result: 'done',
      text: 'ACCEPTED as memory-order-1',
    });
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/verdict']);
    expect(world.outcomes().at(-2)).toMatchObject({
      execType: 'RESOLVED',
      source: 'executor',
      reason: { code: 'RESOLVED_ADOPT', text: 'adopt by ann: asked the desk' },
      evidence: [{ action: 'look-up', result: 'found' }],
    });
    expect(world.outcomes().at(-1)).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'NEW',
      brokerOrderId: 'memory-order-1',
      reason: { code: 'RESOLVED_ADOPT' },
    });
    expect(world.holds.size).toBe(0);
  });

  it('is adopted with what differs named, when a person says so', async () => {
    const world = await heldWorld();
    await world.broker.submit({ ...sent(), order: body('12') });
    await world.resolve(world.decide('adopt', { brokerOrderId: 'memory-order-1' }));
    expect(world.outcomes().at(-1)).toMatchObject({
      execType: 'ACCEPTED',
      quantity: '10',
      reason: {
        text: "adopt by ann: asked the desk (the venue's order differs in quantity)",
      },
    });
  });

  it('is not adopted as an order of another instrument, or as another order of ours', async () => {
    const world = await heldWorld();
    const other = intent({ clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' }).clientOrderId;
    const symbol = intent({ symbol: 'MSFT' }).symbol;
    await world.broker.submit({ ...sent(), order: { ...body(), symbol } });
    await world.broker.submit({ ...sent(), clientOrderId: other });
    const texts = [];
    for (const brokerOrderId of ['memory-order-1', 'memory-order-2'])
      texts.push((await world.resolve(world.decide('adopt', { brokerOrderId })))?.text);
    expect(texts).toEqual([
      'memory-order-1 is an order in MSFT',
      'memory-order-2 is the order MOM-1RV4K2-000002-a3f8b2c1',
    ]);
    expect(told(world)).toEqual(['/held']);
  });

  it.each(['absent', 'abandon'] as const)('ends in a denial of ours as "%s"', async (decision) => {
    const world = await heldWorld();
    expect(await world.resolve(world.decide(decision))).toEqual({ result: 'done', text: 'DENIED' });
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/verdict']);
    expect(world.outcomes().at(-1)).toMatchObject({
      execType: 'DENIED',
      source: 'executor',
      reason: {
        code: `RESOLVED_${decision.toUpperCase()}`,
        text: `${decision} by ann: asked the desk`,
      },
    });
    expect(world.posts()).toEqual([]);
  });

  it.each(['absent', 'resend'] as const)(
    'stays held against "%s" when the venue shows it',
    async (decision) => {
      const world = await heldWorld();
      await world.broker.submit(sent());
      expect(await world.resolve(world.decide(decision))).toEqual({
        result: 'refused',
        text: 'the venue has it as memory-order-1: adopt it',
      });
      expect(told(world)).toEqual(['/held']);
      expect(world.posts()).toHaveLength(1);
      expect(world.holds.size).toBe(1);
    },
  );

  it.each(['adopt', 'absent', 'resend'] as const)(
    'stays held against "%s" when the venue cannot say',
    async (decision) => {
      const world = await heldWorld();
      world.broker.setReachable(false);
      expect(await world.resolve(world.decide(decision))).toEqual({
        result: 'refused',
        text: 'the venue could not say: the venue cannot be reached',
      });
      expect(told(world)).toEqual(['/held']);
    },
  );

  it('stays held when the venue does not show what is to be adopted', async () => {
    const world = await heldWorld();
    expect(await world.resolve(world.decide('adopt'))).toMatchObject({ result: 'refused' });
    expect(told(world)).toEqual(['/held']);
  });

  it('is sent once more, however old it is, when a person says that it is still wanted', async () => {
    const world = await heldWorld();
    world.pass(3_600_000);
    expect(await world.resolve(world.decide('resend'))).toEqual({
      result: 'done',
      text: 'ACCEPTED as memory-order-1',
    });
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/verdict']);
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes().at(-1)).toMatchObject({ execType: 'ACCEPTED' });
  });

  it('is not sent under a kill switch', async () => {
    const world = await heldWorld();
    const process = world.startProcess();
    const { changeId, who, why, atMs, schemaVersion } = world.decide('resend');
    process.control.say({
      ...{ changeId, who, why, atMs, schemaVersion },
      kind: 'kill-switch',
      scope: { kind: 'global' },
    });
    await world.resolve(world.decide('resend'), process);
    expect(world.outcomes().at(-1)).toMatchObject({
      execType: 'DENIED',
      reason: { code: 'KILL_SWITCH' },
    });
    expect(world.posts()).toEqual([]);
  });

  it('is held again as another event when a resend ends in doubt, and can be resolved again', async () => {
    const world = await heldWorld();
    world.loseRequests(true);
    const first = world.decide('resend');
    expect(await world.resolve(first)).toMatchObject({ result: 'done', isHeldAgain: true });
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/held/change-1']);
    expect(world.holds.size).toBe(1);

    // The follower did not hear the end of it, and asks again.
    world.loseRequests(false);
    expect(await world.resolve(first)).toMatchObject({ result: 'done', isHeldAgain: true });
    expect(world.posts()).toEqual([]);
    expect(told(world).at(-1)).toBe('/held/change-1');

    const second = world.decide('resend', { changeId: 'change-2' });
    world.pass(1);
    expect(await world.resolve({ ...second, atMs: first.atMs })).toMatchObject({
      result: 'refused',
      text: expect.stringContaining('it was held again since: after resend change-1: '),
    });
    await world.resolve({ ...second, atMs: second.atMs + 1 });
    expect(world.acceptances()).toHaveLength(1);
    expect(told(world).slice(-2)).toEqual(['/resolved/change-2', '/verdict']);
  });

  it('is not sent on a word that is older than the hold', async () => {
    const world = await heldWorld();
    const early = world.decide('resend', { atMs: world.outcomes().at(-1)?.transactTimeMs ?? 0 });
    expect(await world.resolve(early)).toMatchObject({ result: 'refused' });
    expect(world.posts()).toEqual([]);
    expect(await world.resolve({ ...early, decision: 'abandon' })).toMatchObject({
      result: 'done',
    });
  });

  it('gives a redelivery of its intent the verdict, and no hold, once it was resolved', async () => {
    const world = await heldWorld();
    await world.resolve(world.decide('abandon'));
    await world.deliver();
    await world.loseStore();
    await world.deliver();
    expect(world.holds.size).toBe(0);
    expect(told(world).slice(-2)).toEqual(['/verdict', '/verdict']);
    expect(new Set(world.outcomes().slice(-3).map(event)).size).toBe(1);
  });

  it('is put on the control topic again by a redelivery of its intent while it is held', async () => {
    const world = await heldWorld();
    world.holds.clear();
    await world.deliver();
    expect(world.holds.size).toBe(1);
  });

  it('keeps the verdict of the first decision when a second one comes', async () => {
    const world = await heldWorld();
    const [hold] = world.holds;
    await world.resolve(world.decide('abandon'));
    if (hold) world.holds.set(...hold);
    const again = await world.resolve(world.decide('resend', { changeId: 'change-2' }));
    expect(again).toEqual({
      result: 'done',
      text: 'nothing was left to decide: the verdict is DENIED, abandon by ann: asked the desk',
    });
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/verdict', '/verdict']);
    expect(world.posts()).toEqual([]);
  });

  it('can be decided upon although its record is lost', async () => {
    const world = await heldWorld();
    await world.loseStore();
    await world.resolve(world.decide('abandon'));
    expect(told(world)).toEqual(['/held', '/resolved/change-1', '/verdict']);
  });

  describe.each(['adopt', 'absent', 'resend', 'abandon'] as const)(
    'a crash during "%s"',
    (decision) => {
      it('at any step leads to the same events and to no second order', async () => {
        let hasFinished = false;
        for (let diesAt = 0; !hasFinished; diesAt++) {
          const world = await heldWorld();
          if (decision === 'adopt') await world.broker.submit(sent());
          const resolution = world.decide(decision);
          hasFinished = await outlives(() => world.resolve(resolution, world.startProcess(diesAt)));
          world.pass(1000);
          await world.resolve(resolution);
          const isAgain = told(world).at(-1) === '/held/change-1';
          expect(new Set(told(world))).toEqual(
            new Set(['/held', '/resolved/change-1', isAgain ? '/held/change-1' : '/verdict']),
          );
          // Only where nobody can ask may what was only about to be sent be held again.
          if (isAgain) expect([decision, repeats]).toEqual(['resend', 'accepted']);
          expect(differentVerdicts(world).size).toBeLessThanOrEqual(1);
          expect(world.acceptances().length).toBeLessThanOrEqual(1);
        }
      });
    },
  );

  it.each(['adopt', 'abandon'] as const)(
    'has one verdict when a resend crashed and "%s" is the next word',
    async (decision) => {
      let hasFinished = false;
      for (let diesAt = 0; !hasFinished; diesAt++) {
        const world = await heldWorld();
        const process = world.startProcess(diesAt);
        hasFinished = await outlives(() => world.resolve(world.decide('resend'), process));
        world.pass(1000);
        await world.resolve(world.decide(decision, { changeId: 'change-2' }));
        expect(differentVerdicts(world).size).toBeLessThanOrEqual(1);
      }
    },
  );

  it('is sent once, wherever an executor stops on the way, and wherever one crashes meanwhile that resends it', async () => {
    let wasStopped = true;
    // What is done to the world takes two steps; it is enough to stop and to crash once in each.
    for (let afterStep = 1; wasStopped; afterStep += 2) {
      let hasFinished = false;
      for (let diesAt = 0; !hasFinished; diesAt += 2) {
        const world = await heldWorld();
        const resolution = world.decide('resend');
        const meanwhile = async () => {
          world.pass(20_000);
          world.loseRequests(true);
          await world.resolve(resolution);
          world.loseRequests(false);
          world.pass(1000);
          const second = world.decide('resend', { changeId: 'change-2' });
          hasFinished = await outlives(() => world.resolve(second, world.startProcess(diesAt)));
          world.pass(20_000);
        };
        const stopped = world.startProcess(undefined, { afterStep, meanwhile });
        await world.resolve(resolution, stopped);
        wasStopped = stopped.life.wasStopped;
        hasFinished ||= !wasStopped;
        expect(world.acceptances().length).toBeLessThanOrEqual(1);
        expect(differentVerdicts(world).size).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([0, 1])(
    'is sent no second time by a resend that crashed, whose record is lost, and that %i look-ups do not show',
    async (lookUps) => {
      let hasFinished = false;
      for (let diesAt = 0; !hasFinished; diesAt++) {
        const world = await heldWorld();
        world.broker.script({ kind: 'hidden', lookUps });
        const resolution = world.decide('resend');
        hasFinished = await outlives(() => world.resolve(resolution, world.startProcess(diesAt)));
        world.pass(1000);
        await world.loseStore();
        await world.resolve(resolution);
        expect(world.acceptances().length).toBeLessThanOrEqual(1);
        expect(differentVerdicts(world).size).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe('a held cancel', () => {
  async function heldCancel() {
    const world = createHeldWorld('refused-for-ever');
    await world.broker.submit(sent());
    await world.hold(cancelOf(ID));
    const decide = (decision: Resolution['decision']) =>
      world.decide(decision, { clientOrderId: cancelOf(ID).clientOrderId });
    return { world, decide };
  }

  it('is adopted only when the venue shows the order as cancelled', async () => {
    const { world, decide } = await heldCancel();
    expect(await world.resolve(decide('adopt'))).toEqual({
      result: 'refused',
      text: `the order ${ID} is NEW`,
    });
    await world.broker.cancel('memory-order-1');
    await world.resolve(decide('adopt'));
    expect(world.outcomes().at(-1)).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
      origClientOrderId: ID,
      brokerOrderId: 'memory-order-1',
    });
  });

  it('is asked for again by a resend', async () => {
    const { world, decide } = await heldCancel();
    await world.resolve(decide('resend'));
    expect(world.broker.ledger.at(-1)).toMatchObject({ kind: 'canceled' });
    expect(world.outcomes().at(-1)).toMatchObject({ execType: 'ACCEPTED' });
  });
});

async function outlives(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Died) return false;
    throw error;
  }
}

function event({
  evidence: _e,
  transactTimeMs: _t,
  intent: _i,
  ...rest
}: object & Record<string, unknown>) {
  return JSON.stringify(rest);
}

function differentVerdicts(world: ReturnType<typeof createHeldWorld>): Set<string> {
  const verdicts = world.outcomes().filter(({ outcomeId }) => outcomeId.endsWith('/verdict'));
  return new Set(verdicts.map(event));
}
