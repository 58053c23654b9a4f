import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Resolves true once somebody listens on the loopback port, false as soon as `exited` tells that the one
 * who should is gone, or after `patienceMs`.
 */
export async function waitForPort(
  port: number,
  exited: Promise<unknown>,
  patienceMs: number,
): Promise<boolean> {
  let isGone = false;
  exited.then(() => {
    isGone = true;
  });
  const giveUpAtMs = performance.now() + patienceMs;
  while (!isGone && performance.now() < giveUpAtMs) {
    if (await accepts(port)) return true;
    await delay(POLL_MS);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}
