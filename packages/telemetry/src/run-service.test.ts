import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

// Each test starts processes, which takes long on a machine that has much to do.
vi.setConfig({ testTimeout: 30_000 });

const PROCESS = fileURLToPath(new URL('./testing/service-process.ts', import.meta.url));

/** Runs the service; `onEvent` sees each log line's event as it comes. */
async function run(
  variables: Record<string, string>,
  onEvent: (event: string, child: ChildProcess) => void = () => {},
) {
  const child = spawn(process.execPath, [PROCESS], { env: variables });
  onTestFinished(() => void child.kill('SIGKILL'));
  const events: string[] = [];
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const { event } = JSON.parse(line);
    lines.push(line);
    events.push(event);
    onEvent(event, child);
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, events, stderr, log: lines.join('\n') };
}

describe('a service with wrong variables', () => {
  it('says all that is wrong, its own and telemetry, and exits with 2', async () => {
    const { code, stderr, events } = await run({
      CASE: 'hunter2',
      LEASE_MS: 'hunter2',
      LOG_LEVEL: 'hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'hunter2',
    });
    expect(code).toBe(2);
    expect(events).toEqual([]);
    expect(stderr.split('\n')).toEqual([
      'fixture cannot start:',
      expect.stringMatching(/^CASE: must be one of good, /),
      'LEASE_MS: must be a number',
      'OTEL_EXPORTER_OTLP_ENDPOINT: must be an http:// or https:// URL',
      'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
      '',
    ]);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('a service that has finished', () => {
  it('is stopped and exits with 0', async () => {
    const { code, events, stderr } = await run({ CASE: 'finishes' });
    expect({ code, events, stderr }).toEqual({
      code: 0,
      events: ['starting', 'ready', 'stopping'],
      stderr: 'stopped\n',
    });
  });
});

describe('a service that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s stops and exits with 0', async (signal) => {
    const { code, events, stderr } = await run({ CASE: 'good' }, (event, child) => {
      if (event === 'ready') child.kill(signal);
    });
    expect({ code, events, stderr }).toEqual({
      code: 0,
      events: ['starting', 'ready', 'stopping'],
      stderr: 'stopped\n',
    });
  });

  it('exits at once with 130 when it is told again', async () => {
    const { code } = await run({ CASE: 'slow to stop' }, async (event, child) => {
      if (event === 'ready') child.kill('SIGTERM');
      if (event !== 'stopping') return;
      await delay(600);
      child.kill('SIGTERM');
    });
    expect(code).toBe(130);
  });

  it('takes a signal that comes twice within half a second as one', async () => {
    const { code, stderr } = await run({ CASE: 'good' }, (event, child) => {
      if (event !== 'ready') return;
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'stopped\n' });
  });

  it('exits with 0 also before it was ready', async () => {
    const { code, events } = await run({ CASE: 'never starts' }, (event, child) => {
      if (event === 'starting') child.kill('SIGTERM');
    });
    expect({ code, events }).toEqual({ code: 0, events: ['starting', 'stopping'] });
  });

  it('exits with 1 when it cannot', async () => {
    const { code, events } = await run({ CASE: 'stop rejects' }, (event, child) => {
      if (event === 'ready') child.kill('SIGTERM');
    });
    expect({ code, last: events.at(-1) }).toEqual({ code: 1, last: 'stop-failed' });
  });
});

describe('a service that cannot go on', () => {
  it.each([
    ['start throws', 'start-failed', '[redacted]@host'],
    ['fails', 'service-failed', 'the consumer died'],
    ['throws later', 'uncaught-exception', 'thrown later'],
    ['rejects later', 'unhandled-rejection', 'rejected later'],
  ])('because it %s writes one fatal line and exits with 1', async (CASE, event, text) => {
    const { code, events, stderr, log } = await run({ CASE });
    expect({ code, last: events.at(-1), stderr }).toEqual({ code: 1, last: event, stderr: '' });
    expect(log).toContain(text);
    expect(log).not.toContain('hunter2');
    expect(log.match(/"level":"fatal"/g)).toHaveLength(1);
  });

  it('writes its last lines, the fatal one after all that came before', async () => {
    const { code, events } = await run({ CASE: 'fails in mid-sentence' });
    expect(code).toBe(1);
    expect(events.filter((event) => event === 'service-failed')).toHaveLength(1);
    expect(events.indexOf('service-failed')).toBeGreaterThan(501);
  });
});
