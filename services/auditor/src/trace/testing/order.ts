import { type ClientOrderId, decimal, type Intent, type Outcome } from '@orderonce/contracts';
import { intent as anyIntent, replaceOf } from '@orderonce/decisions/testing';
import { outcome } from '../../testing/records.ts';

export const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
export const CANCEL_ID = 'MOM-1RV4K2-000002-b3f8b2c1' as ClientOrderId;
export const REPLACE_ID = 'MOM-1RV4K2-000005-c4f8b2c1' as ClientOrderId;

const WHERE = { accountId: 'acct-1', symbol: 'AAPL' };

/** To buy 10 AAPL at 178.50 on acct-1, with changes. */
export function placed(changes: Record<string, unknown> = {}): Intent {
  return anyIntent({ ...WHERE, orderType: 'LIMIT', limitPrice: '178.50', ...changes });
}

export function cancelled(target: ClientOrderId = ID): Intent {
  const { schemaVersion, strategyId, createdAtMs } = anyIntent();
  return {
    ...{ schemaVersion, strategyId, createdAtMs, ...WHERE },
    kind: 'cancel',
    clientOrderId: CANCEL_ID,
    orderUuid: 'b3f8b2c1-58cc-4372-a567-0e02b2c3d479',
    origClientOrderId: target,
  } as Intent;
}

/** To buy 12 at 99 instead. */
export const replaced = (target: ClientOrderId = ID): Intent => replaceOf(target, WHERE);

/** A fill of the order, 10 in all, at 178.50. */
export function filled(
  lastQty: string,
  cumQty: string,
  fields: Record<string, unknown> = {},
): Outcome {
  const id = fields['clientOrderId'] ?? ID;
  return outcome({
    outcomeId: `${id}/trade/${cumQty}`,
    execType: 'TRADE',
    ordStatus: decimal(cumQty) === '10' ? 'FILLED' : 'PARTIALLY_FILLED',
    ...{ side: 'BUY', quantity: '10', lastQty, lastPx: '178.50', cumQty },
    ...fields,
  });
}

/** The verdict of the order, or of another intent. */
export function verdict(execType: string, fields: Record<string, unknown> = {}): Outcome {
  const id = fields['clientOrderId'] ?? ID;
  const ordStatus = execType === 'ACCEPTED' ? 'NEW' : 'REJECTED';
  return outcome({ outcomeId: `${id}/verdict`, execType, ordStatus, ...fields });
}
