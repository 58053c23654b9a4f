import type { Evidence } from '@orderonce/contracts';
import type { Exchange } from './http-exchange.ts';
import { decodeVenueError } from './venue-error.ts';

/** What a person needs to prove an exchange later, whatever it turned out to mean. */
export function evidenceOf(
  action: Evidence['action'],
  exchange: Exchange,
  atMs: number,
  latencyMs: number,
): Evidence {
  const requestId = exchange.kind === 'answered' ? exchange.headers['x-request-id'] : undefined;
  return {
    atMs,
    action,
    result: inOneLine(exchange).slice(0, 200),
    ...(typeof requestId === 'string' ? { requestId: requestId.slice(0, 200) } : {}),
    latencyMs: Math.max(0, Math.round(latencyMs * 1_000) / 1_000),
  };
}

function inOneLine(exchange: Exchange): string {
  switch (exchange.kind) {
    case 'not-sent':
      return `not sent: ${exchange.text}`;
    case 'broken':
      return `no answer: ${exchange.text}`;
    case 'answered': {
      const code = exchange.status < 300 ? '' : decodeVenueError(exchange.body).code;
      return code === '' ? `http ${exchange.status}` : `http ${exchange.status} ${code}`;
    }
  }
}
