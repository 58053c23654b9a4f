import type { FastifyInstance } from 'fastify';
import type { Target } from '../faults/fault-plan.ts';
import { hitRequest, type RequestHit } from '../faults/request-hit.ts';
import type { Account } from '../venue/account.ts';
import type { Order } from '../venue/order.ts';
import { isRefusal, refusalBody } from '../venue/refusal.ts';
import { clientOrderIdIn, symbolIn } from '../wire/order-request.ts';
import { answerOver, orderAnswer } from './faulty-answer.ts';
import { idSchema, type TradingParts } from './trading-parts.ts';

const LONGEST_PAYLOAD = 4_096;

/** Placing, replacing and canceling: what may meet a fault, and leaves a line in the ledger in any case. */
export function orderWrites(server: FastifyInstance, parts: TradingParts): void {
  const { venue, faults, ledger, runtime, draw, gate } = parts;

  server.post('/v2/orders', async (request, reply) => {
    const account = gate.enter(request, reply);
    if (account === null) return reply;
    const text = String(request.body ?? '');
    const body = parse(text);
    const hit = note('post', account, symbolIn(body) ?? '', body, text);
    return answerOver(reply, hit, runtime, () =>
      orderAnswer(venue.submit(account, body, hit.twist), draw),
    );
  });

  server.patch('/v2/orders/:id', async (request, reply) => {
    const account = gate.enter(request, reply);
    if (account === null) return reply;
    const { id } = idSchema.parse(request.params);
    const text = String(request.body ?? '');
    const body = parse(text);
    const hit = note('patch', account, account.byId(id)?.request.symbol ?? '', body, text);
    const isFilledFirst = (old: Order) => strikes('replace', 'fill-before-replace', old);
    return answerOver(reply, hit, runtime, () =>
      orderAnswer(venue.replace(account, id, body, hit.twist, isFilledFirst), draw),
    );
  });

  server.delete('/v2/orders/:id', async (request, reply) => {
    const account = gate.enter(request, reply);
    if (account === null) return reply;
    const { id } = idSchema.parse(request.params);
    const order = account.byId(id);
    const hit = hitRequest(faults, {
      accountId: account.accountId,
      symbol: order?.request.symbol ?? '',
      clientOrderId: order?.clientOrderId ?? '',
      number: account.countAttempt('cancel', id),
      request: 'delete',
    });
    return answerOver(reply, hit, runtime, () => {
      const result = venue.cancel(account, id, isFilledAfterCancel);
      return isRefusal(result)
        ? { status: result.status, text: refusalBody(result) }
        : { status: 204, text: '' };
    });
  });

  server.delete(
    '/v2/orders',
    gate.route((account) => cancelAll(account, parts, isFilledAfterCancel), 207),
  );

  function isFilledAfterCancel(order: Order): boolean {
    return strikes('cancel', 'fill-after-cancel', order);
  }

  function strikes(
    moment: Target['moment'],
    fault: 'fill-before-replace' | 'fill-after-cancel',
    { account, clientOrderId, request, changes: number }: Order,
  ): boolean {
    const { accountId } = account;
    const { symbol } = request;
    const hits = faults.hits({ moment, accountId, symbol, clientOrderId, number });
    if (hits.length > 0) faults.count(fault);
    return hits.length > 0;
  }

  function note(
    kind: 'post' | 'patch',
    account: Account,
    symbol: string,
    body: unknown,
    text: string,
  ): RequestHit {
    const { accountId } = account;
    const clientOrderId = clientOrderIdIn(body) ?? '';
    const attempt = account.countAttempt('order', clientOrderId);
    const target = { accountId, symbol, clientOrderId, number: attempt, request: kind };
    const hit = hitRequest(faults, target);
    ledger.append({
      atMs: runtime.nowMs(),
      accountId,
      kind,
      ...(clientOrderId === '' ? {} : { clientOrderId }),
      ...(symbol === '' ? {} : { symbol }),
      attempt,
      payload: spell(body, text),
      ...(hit.fault === undefined ? {} : { fault: hit.fault }),
    });
    return hit;
  }
}

/** Every open order that the account can see; a venue that cannot cancel one says so in its row. */
export function cancelAll(
  account: Account,
  { venue }: Pick<TradingParts, 'venue'>,
  isFilledAfterCancel: (order: Order) => boolean,
) {
  const open = [...account.open].filter((order) => venue.isShown(order));
  return open.map(({ id }) => {
    const result = venue.cancel(account, id, isFilledAfterCancel);
    return isRefusal(result)
      ? { id, status: result.status, body: JSON.parse(refusalBody(result)) }
      : { id, status: 200 };
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One spelling for one content, so that two requests can be compared. */
function spell(body: unknown, text: string): string {
  const isObject = typeof body === 'object' && body !== null;
  const spelled = isObject ? JSON.stringify(body, Object.keys(body).sort()) : text;
  return spelled.slice(0, LONGEST_PAYLOAD);
}
