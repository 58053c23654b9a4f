import { beforeEach, describe, expect, test } from 'vitest';
import { readAccount } from './account-wire.ts';
import type { Exchange } from './http-exchange.ts';
import { readPositions } from './positions-wire.ts';

const notices: string[] = [];
const heard = {
  nowMs: 0,
  reading: {
    ids: { maxLength: 128, charset: 'printable' },
    notice: (text: string) => notices.push(text),
  },
} as const;
beforeEach(() => {
  notices.length = 0;
});
const answer = (status: number, body: unknown): Exchange => ({
  ...{ kind: 'answered', status, headers: {} },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('positions', () => {
  const long = {
    ...{ asset_id: 'a-1', symbol: 'AAPL', exchange: 'NASDAQ', asset_class: 'us_equity' },
    ...{ qty: '10', qty_available: '4', side: 'long', avg_entry_price: '231.5012345678901234' },
  };
  const positions = (body: unknown) => readPositions(answer(200, body), heard);

  test('are long with their amount, and their price has as many digits as we keep', () => {
    expect(positions([long])).toEqual({
      kind: 'found',
      positions: [
        ...[{ symbol: 'AAPL', quantity: '10', avgPx: '231.501234567890', availableQuantity: '4' }],
      ],
      unrecognised: [],
    });
  });

  test.each(['-10', '10'])('are short below zero, where the venue writes %s', (qty) => {
    const short = { ...long, side: 'short', qty, qty_available: '0', avg_entry_price: '231' };
    expect(positions([short])).toMatchObject({
      positions: [{ quantity: '-10', availableQuantity: '0' }],
    });
  });

  test('that cannot be read hide none of the others', () => {
    expect(positions([{ ...long, side: 'flat' }, long])).toMatchObject({
      positions: [{ symbol: 'AAPL' }],
      unrecognised: [{ text: expect.stringMatching(/^not a position: side in \{asset_id/) }],
    });
    expect(notices).toHaveLength(1);
    expect(positions({ message: 'x' })).toMatchObject({ kind: 'unknown', text: 'not a list' });
  });
});

describe('an account', () => {
  const good = {
    ...{ status: 'ACTIVE', buying_power: '262113.632', currency: 'USD', account_number: '010203' },
    ...{ trading_blocked: false, account_blocked: false, trade_suspended_by_user: false },
  };
  const account = (body: unknown, status = 200) => readAccount(answer(status, body), heard);

  test('that is active and not blocked can trade', () => {
    expect(account(good)).toEqual({
      kind: 'found',
      account: { status: 'ACTIVE', canTrade: true, buyingPower: '262113.632', currency: 'USD' },
    });
  });

  test.each([
    { status: 'ONBOARDING' },
    { trading_blocked: true },
    { account_blocked: true },
    { trade_suspended_by_user: true },
  ])('with %j cannot', (more) => {
    expect(account({ ...good, ...more })).toMatchObject({ account: { canTrade: false } });
  });

  test.each([401, 403])('is unauthorized by %i, whatever the body says', (status) => {
    expect(account('', status)).toEqual({ kind: 'unauthorized', text: `http ${status}` });
    expect(account({ message: 'forbidden.' }, status)).toMatchObject({
      text: `http ${status} forbidden.`,
    });
  });

  test('of another shape is unknown, and told', () => {
    expect(account({ ...good, buying_power: 1 })).toEqual({
      kind: 'unknown',
      text: 'not an account: buying_power',
    });
    expect(notices).toEqual([expect.stringMatching(/buying_power:number/)]);
    expect(account('', 500).kind).toBe('unknown');
    expect(readAccount({ kind: 'not-sent', text: 'ECONNREFUSED' }, heard).kind).toBe('unknown');
  });
});
