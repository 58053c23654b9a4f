import {
  createSimulator,
  type LedgerEntry,
  type LedgerKind,
  type SimulatorOptions,
} from '@orderonce/broker-simulator';
import { accountIdSchema, decimal } from '@orderonce/contracts';
import { vi } from 'vitest';

/** The keys of the only account. */
export const KEY_ID = 'key-1';
export const SECRET_KEY = 'secret-1';

/** With the simulator's seed an order under the first id fills in two parts, one under the other at once. */
export const FILLS_IN_TWO = 'entry';
export const FILLS_AT_ONCE = 'exit';

/** Prices so low that they never move by half a cent: a limit of 0.05 rests for ever. */
const PRICES = new Map([
  ['AAPL', decimal('0.10')],
  ['MSFT', decimal('0.16')],
]);

export interface Venue {
  readonly url: string;
  readonly streamUrl: string;
  /** What the venue saw and did under this client order id; without one, all of it. */
  ledger(clientOrderId?: string): Promise<readonly LedgerEntry[]>;
  /** Resolves when the ledger has such an entry. */
  becomes(clientOrderId: string, kind: LedgerKind): Promise<void>;
  close(): Promise<void>;
}

/** The simulator as it is: nothing in it knows who calls. */
export async function openVenue(options: Pick<SimulatorOptions, 'rateLimit'> = {}): Promise<Venue> {
  const accountId = accountIdSchema.parse('paper-1');
  const simulator = createSimulator({
    accounts: [{ accountId, keyId: KEY_ID, secretKey: SECRET_KEY, cash: decimal('1000') }],
    fillDelayMs: 1,
    prices: PRICES,
    ...options,
  });
  const { url } = await simulator.listen();

  async function ledger(clientOrderId?: string): Promise<readonly LedgerEntry[]> {
    const text = await (await fetch(`${url}/sim/ledger`)).text();
    const entries: LedgerEntry[] = text
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    return entries.filter((entry) => [entry.clientOrderId, undefined].includes(clientOrderId));
  }

  return {
    url,
    streamUrl: `${url.replace('http', 'ws')}/stream`,
    ledger,
    becomes: (clientOrderId, kind) =>
      eventually(async () => {
        const kinds = (await ledger(clientOrderId)).map((entry) => entry.kind);
        if (!kinds.includes(kind)) throw new Error(`${clientOrderId}: ${kinds.join(', ')}`);
      }),
    close: () => simulator.close(),
  };
}

/** What another process does cannot be awaited otherwise; gives what the look gave when it threw no more. */
export function eventually<Value>(look: () => Promise<Value>): Promise<Value> {
  return vi.waitFor(look, { timeout: 10_000, interval: 5 });
}

/** Hears the stream beside an SDK, which tells nobody whether a frame was text or binary. */
export async function hearFrames(streamUrl: string) {
  const frames: ('text' | 'binary')[] = [];
  const socket = new WebSocket(streamUrl);
  const listening = Promise.withResolvers<void>();
  socket.binaryType = 'arraybuffer';
  socket.onerror = () => listening.reject(new Error('the stream cannot be heard'));
  socket.onopen = () => {
    const keys = { key_id: KEY_ID, secret_key: SECRET_KEY };
    socket.send(JSON.stringify({ action: 'authenticate', data: keys }));
    socket.send(JSON.stringify({ action: 'listen', data: { streams: ['trade_updates'] } }));
  };
  socket.onmessage = ({ data }) => {
    frames.push(typeof data === 'string' ? 'text' : 'binary');
    // One for the keys and one for the wish to listen.
    if (frames.length === 2) listening.resolve();
  };
  await listening.promise;
  return { frames, close: () => socket.close() };
}
