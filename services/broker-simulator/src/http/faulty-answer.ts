import type { FastifyReply } from 'fastify';
import type { RequestHit } from '../faults/request-hit.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { Order } from '../venue/order.ts';
import { isRefusal, REFUSALS, type Refusal, refusalBody } from '../venue/refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { sendJson, sendRefusal } from './send.ts';

interface Answer {
  readonly status: number;
  /** JSON; empty where there is none. */
  readonly text: string;
}

/** Nobody has shown the body of a 503; a client must not need one. */
const UNAVAILABLE: Refusal = { status: 503, message: 'service unavailable' };

/** The order moves on while the answer is under way: what is told is how it was. */
export function orderAnswer(result: Order | Refusal, draw: Draw): Answer {
  return isRefusal(result)
    ? { status: result.status, text: refusalBody(result) }
    : { status: 200, text: JSON.stringify(orderJson(result, draw)) };
}

/**
 * Answers a request that changes something. The answer is made when the request is dealt with, and only then
 * it may be late or lost:
 *
 *     in ledger ─▶ [refuse] ─▶ dealt with, in ledger ─▶ [slow] ─▶ [lost] ─▶ answer
 */
export async function answerOver(
  reply: FastifyReply,
  hit: RequestHit,
  runtime: Runtime,
  dealWith: () => Answer,
): Promise<FastifyReply> {
  if (hit.answer === 'refuse-503') return sendRefusal(reply, UNAVAILABLE);
  if (hit.answer === 'refuse-429')
    return sendRefusal(reply.header('retry-after', 1), REFUSALS.tooManyRequests);
  const answer = dealWith();
  if (hit.slowMs > 0) await new Promise<void>((done) => runtime.after(hit.slowMs, done));
  return send(reply, hit.answer, answer);
}

function send(
  reply: FastifyReply,
  fate: Exclude<RequestHit['answer'], 'refuse-503' | 'refuse-429'>,
  { status, text }: Answer,
): FastifyReply {
  switch (fate) {
    case 'given':
      return text === '' ? reply.code(status).send() : sendJson(reply, status, text);
    case 'answer-lost-reset':
      reply.raw.socket?.resetAndDestroy();
      return reply.hijack();
    case 'answer-lost-mid-body':
      sendHalf(reply, status, text);
      return reply.hijack();
    case 'answer-lost-503':
      return sendRefusal(reply, UNAVAILABLE);
  }
}

function sendHalf(reply: FastifyReply, status: number, text: string): void {
  const { raw } = reply;
  const length = Math.max(1, Buffer.byteLength(text));
  raw.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  raw.write(text.slice(0, text.length / 2), () => raw.socket?.resetAndDestroy());
}
