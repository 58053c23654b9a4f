import type { FastifyReply } from 'fastify';
import { type Refusal, refusalBody } from '../venue/refusal.ts';

/** Sends JSON that is already text: nothing serializes it again. */
export function sendJson(reply: FastifyReply, status: number, json: string): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=UTF-8').send(json);
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendJson(reply, refusal.status, refusalBody(refusal));
}
