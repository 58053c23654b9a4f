import { randomUUID } from 'node:crypto';
import { ZERO } from '@orderonce/contracts';
import type { KafkaMessage } from 'kafkajs';

const HASH = 'a'.repeat(64);
const DIGEST = 'a'.repeat(16);
const CHAIN = `writer-1.1.${DIGEST}`;

/** The outcome of an intent with as many bytes as the executor's, made with no more than `JSON`. */
export function sameBytesOutcome(topic: string, partition: number, message: KafkaMessage) {
  const intent = JSON.parse(String(message.value));
  const brokerOrderId = randomUUID();
  const nowMs = Date.now();
  const value = JSON.stringify({
    schemaVersion: 1,
    outcomeId: `${intent.clientOrderId}/verdict`,
    clientOrderId: intent.clientOrderId,
    orderUuid: intent.orderUuid,
    strategyId: intent.strategyId,
    accountId: intent.accountId,
    symbol: intent.symbol,
    side: intent.side,
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    source: 'broker',
    brokerOrderId,
    quantity: intent.quantity,
    cumQty: ZERO,
    leavesQty: intent.quantity,
    order: {
      symbol: intent.symbol,
      side: intent.side,
      quantity: intent.quantity,
      orderType: intent.orderType,
      limitPrice: intent.limitPrice,
      timeInForce: intent.timeInForce,
    },
    payloadHash: HASH,
    contentKey: HASH,
    evidence: [{ atMs: nowMs, action: 'submit', result: 'http 200', latencyMs: 0.125 }],
    transactTimeMs: nowMs,
    intent: {
      topic,
      partition,
      offset: message.offset,
      createdAtMs: intent.createdAtMs,
      digest: DIGEST,
    },
  });
  return {
    clientOrderId: String(intent.clientOrderId),
    brokerOrderId,
    message: {
      key: message.key,
      value,
      headers: {
        'content-type': 'application/json',
        traceparent: String(message.headers?.['traceparent']),
        chain: CHAIN,
      },
    },
  };
}
