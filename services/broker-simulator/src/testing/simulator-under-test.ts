import { accountIdSchema, decimal } from '@orderonce/contracts';
import { WebSocket } from 'ws';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { createSimulator, type SimulatorOptions } from '../simulator.ts';

const KEYS = { 'apca-api-key-id': 'key-1', 'apca-api-secret-key': 'secret-1' };
export const SECOND_KEYS = { 'apca-api-key-id': 'key-2', 'apca-api-secret-key': 'secret-2' };

/** A simulator with two accounts behind a port, and a client that hides nothing. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
  const simulator = createSimulator({
    accounts: [
      { accountId: accountIdSchema.parse('paper-1'), keyId: 'key-1', secretKey: 'secret-1' },
      { accountId: accountIdSchema.parse('paper-2'), keyId: 'key-2', secretKey: 'secret-2' },
    ],
    fillDelayMs: 1,
    prices: new Map([['AAPL', decimal('100')]]),
    ...options,
  });
  const { url } = await simulator.listen();

  const call = async (method: string, path: string, body?: unknown, headers: object = KEYS) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text && JSON.parse(text) };
  };
  const ledger = async (): Promise<LedgerEntry[]> => {
    const text = await (await fetch(`${url}/sim/ledger`)).text();
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  };
  return { call, ledger, url, close: () => simulator.close(), listenTo: () => openStream(url) };
}

interface Frame {
  readonly json: Record<string, unknown> & { readonly data: Record<string, unknown> };
  readonly isBinary: boolean;
}

/** A plain WebSocket client; `next` gives the frames one by one as they come. */
async function openStream(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  const closed = new Promise<number>((done) => socket.on('close', done));
  socket.on('message', (data, isBinary) => {
    const frame = { json: JSON.parse(data.toString()), isBinary };
    const next = waiting.shift();
    if (next === undefined) frames.push(frame);
    else next(frame);
  });
  await new Promise((opened, failed) => socket.on('open', opened).on('error', failed));
  const say = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const next = (): Promise<Frame> => {
    const frame = frames.shift();
    return frame === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(frame);
  };
  /** Shows keys and listens; gives itself once the venue has said that it does. */
  const listen = async (keyId = 'key-1', secretKey = 'secret-1') => {
    say({ action: 'authenticate', data: { key_id: keyId, secret_key: secretKey } });
    await next();
    say({ action: 'listen', data: { streams: ['trade_updates'] } });
    await next();
  };
  return { say, next, listen, closed, socket };
}
