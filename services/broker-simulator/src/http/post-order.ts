import type { FastifyReply } from 'fastify';
import type { FaultPlan, Hit } from '../faults/fault-plan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { Account } from '../venue/account.ts';
import type { Order } from '../venue/order.ts';
import { isRefusal, type Refusal, refusalBody } from '../venue/refusal.ts';
import type { Venue } from '../venue/venue.ts';
import { orderJson } from '../wire/order-json.ts';
import { clientOrderIdIn, symbolIn } from '../wire/order-request.ts';
import { sendJson, sendRefusal } from './send.ts';

interface PostOrderParts {
  readonly venue: Venue;
  readonly faults: FaultPlan;
  readonly ledger: Ledger;
  readonly runtime: Runtime;
  readonly draw: Draw;
}

/** Nobody has shown the body of a 503; a client must not need one. */
const UNAVAILABLE: Refusal = { status: 503, message: 'service unavailable' };
const LONGEST_PAYLOAD = 4_096;

/**
 * `POST /v2/orders`. The answer is made when the order is dealt with, and only then it may be late or lost:
 *
 *     post in ledger ─▶ [refuse-503] ─▶ accepted or refused, in ledger ─▶ [slow] ─▶ [lost] ─▶ answer
 */
export function postOrder(parts: PostOrderParts) {
  const { venue, faults, ledger, runtime, draw } = parts;

  return async (account: Account, text: string, reply: FastifyReply): Promise<FastifyReply> => {
    const body = parse(text);
    const clientOrderId = clientOrderIdIn(body) ?? '';
    const attempt = account.countAttempt(clientOrderId);
    const symbol = symbolIn(body) ?? '';
    const hit = faults.hit({ accountId: account.accountId, symbol, clientOrderId, attempt });
    ledger.append({
      atMs: runtime.nowMs(),
      accountId: account.accountId,
      kind: 'post',
      ...(clientOrderId === '' ? {} : { clientOrderId }),
      ...(symbol === '' ? {} : { symbol }),
      attempt,
      payload: spell(body, text),
      ...(hit.fault === undefined ? {} : { fault: hit.fault }),
    });
    if (hit.answer === 'refuse-503') return sendRefusal(reply, UNAVAILABLE);
    const result = venue.submit(account, body, hit.hideMs);
    // The order moves on while the answer is under way: what is told is how it was.
    const answer = isRefusal(result)
      ? refusalBody(result)
      : JSON.stringify(orderJson(result, draw));
    if (hit.slowMs > 0) await new Promise<void>((done) => runtime.after(hit.slowMs, done));
    return send(reply, hit, statusOf(result), answer);
  };
}

function send(reply: FastifyReply, hit: Hit, status: number, answer: string): FastifyReply {
  switch (hit.answer) {
    case 'given':
      return sendJson(reply, status, answer);
    case 'answer-lost-reset':
      reply.raw.socket?.resetAndDestroy();
      return reply.hijack();
    case 'answer-lost-503':
    case 'refuse-503':
      return sendRefusal(reply, UNAVAILABLE);
  }
}

const statusOf = (result: Order | Refusal) => (isRefusal(result) ? result.status : 200);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One spelling for one content, so that two posts can be compared. */
function spell(body: unknown, text: string): string {
  const isObject = typeof body === 'object' && body !== null;
  const spelled = isObject ? JSON.stringify(body, Object.keys(body).sort()) : text;
  return spelled.slice(0, LONGEST_PAYLOAD);
}
