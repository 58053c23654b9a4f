import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { faultRulesSchema } from '../faults/fault-rule.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { LEDGER_KINDS } from '../ledger/ledger-entry.ts';
import type { Account } from '../venue/account.ts';
import { sendJson } from './send.ts';

interface JudgeParts {
  readonly ledger: Ledger;
  readonly faults: FaultPlan;
  readonly accounts: readonly Account[];
}

const ledgerQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
});
const faultsBodySchema = z.strictObject({ rules: faultRulesSchema });

/** So many entries are turned to text at once: a million of them must not stop the venue. */
const CHUNK_ENTRIES = 1_000;

/** What a test asks the simulator about itself, beside Alpaca's interface and without keys. */
export function judgeRoutes(server: FastifyInstance, parts: JudgeParts): void {
  const { ledger, faults, accounts } = parts;

  server.get('/sim/ledger', (request, reply) => {
    const query = ledgerQuerySchema.safeParse(request.query);
    if (!query.success) return sendJson(reply, 400, problems(query.error));
    const { after, limit } = query.data;
    const lines = Readable.from(
      ledgerLines(ledger, after, Math.min(after + limit, ledger.lastSeq)),
    );
    return reply.header('content-type', 'application/x-ndjson').send(lines);
  });

  server.get('/sim/summary', (_request, reply) => {
    const byKind = Object.fromEntries(LEDGER_KINDS.map((kind) => [kind, ledger.countOf(kind)]));
    const summary = {
      lastSeq: ledger.lastSeq,
      byKind,
      faultsFired: faults.fired,
      accounts: accounts.map(summaryOf),
    };
    return sendJson(reply, 200, JSON.stringify(summary));
  });

  const plan = () => JSON.stringify({ rules: faults.rules, fired: faults.fired });
  server.get('/sim/faults', (_request, reply) => sendJson(reply, 200, plan()));
  server.post('/sim/faults', (request, reply) => {
    const body = readFaultsBody(String(request.body ?? ''));
    if (!body.success) return sendJson(reply, 400, problems(body.error));
    faults.activate(body.data.rules);
    return sendJson(reply, 200, plan());
  });
}

function* ledgerLines(ledger: Ledger, after: number, lastSeq: number): Generator<string> {
  for (let seq = after; seq < lastSeq; seq += CHUNK_ENTRIES) {
    const entries = ledger.after(seq, Math.min(CHUNK_ENTRIES, lastSeq - seq));
    yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}

function summaryOf({ accountId, orders, open, fills, positions }: Account) {
  return {
    accountId,
    orders: orders.length,
    openOrders: open.size,
    fills: fills.length,
    positions: Object.fromEntries(
      [...positions].map(([symbol, { quantity }]) => [symbol, quantity]),
    ),
  };
}

function readFaultsBody(text: string) {
  try {
    return faultsBodySchema.safeParse(JSON.parse(text));
  } catch {
    return faultsBodySchema.safeParse(undefined);
  }
}

function problems(error: z.ZodError): string {
  const texts = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return JSON.stringify({ problems: texts });
}
