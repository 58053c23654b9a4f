import type { ClientOrderId, OrderUuid } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel, orderFields } from './logger.ts';

function captured(level: LogLevel = 'info') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLogger({ name: 'executor', level, destination }), lines };
}

const order = {
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId,
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479' as OrderUuid,
};

describe('a log line', () => {
  it('is one line of JSON with its event, its service and the ids of its order', () => {
    const { log, lines } = captured();
    log.info({ event: 'settled', ...orderFields(order), text: 'two\nlines' }, 'order settled');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.any(Number),
      service: 'executor',
      event: 'settled',
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      traceId: 'a3f8b2c158cc4372a5670e02b2c3d479',
      text: 'two\nlines',
      msg: 'order settled',
    });
  });

  it('is not written below the level', () => {
    const { log, lines } = captured('warn');
    log.info({ event: 'ready' });
    expect(lines).toEqual([]);
  });

  it('has the id alone where the UUID is not known', () => {
    expect(orderFields({ clientOrderId: order.clientOrderId })).toEqual({
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    });
  });

  it.each([
    ['a field named like a secret', { password: 'hunter2' }],
    ['a field named in another way', { 'Redis-PASSWORD': 'hunter2', api_key: 'hunter2' }],
    ['one inside another', { venue: { apiKey: 'hunter2', secretKey: 'hunter2' } }],
    ['one in a list', { accounts: [{ apiKey: 'hunter2' }] }],
    ["a venue's headers", { headers: { 'APCA-API-SECRET-KEY': 'hunter2' } }],
    ['a URL', { url: 'redis://user:hunter2@host:6379/0' }],
    ['a URL with a password alone', { url: 'rediss://:hunter2@host' }],
    ['the message of an error', { err: new Error('no answer from https://a:hunter2@venue/v2') }],
  ])('never has the secret in %s', (_what, fields) => {
    const { log, lines } = captured();
    log.error({ event: 'trouble', ...fields });
    expect(JSON.parse(lines.join())).toMatchObject({ event: 'trouble' });
    expect(lines.join()).toContain('[redacted]');
    expect(lines.join()).not.toContain('hunter2');
  });

  it('has of an error its words, code and causes, and not the command that failed', () => {
    const { log, lines } = captured();
    const refused = Object.assign(new Error('WRONGPASS'), {
      code: 'ERR',
      command: { name: 'auth', args: ['user', 'hunter2'] },
    });
    const cause = new AggregateError([refused], 'no connection');
    log.fatal({ event: 'start-failed', err: new Error('cannot start', { cause }) });
    expect(lines.join()).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
      type: 'Error',
      message: 'cannot start',
      stack: expect.stringContaining('logger.test.ts'),
      cause: {
        type: 'AggregateError',
        message: 'no connection',
        errors: [{ type: 'Error', code: 'ERR', message: 'WRONGPASS' }],
      },
    });
  });

  it('is written for an error that is its own cause', () => {
    const { log, lines } = captured();
    const err = new Error('round');
    err.cause = err;
    log.error({ event: 'trouble', err });
    expect(lines[0]?.match(/"message":"round"/g)).toHaveLength(6);
  });

  it('keeps addresses and URLs that hold no secret', () => {
    const { log, lines } = captured();
    log.info({ event: 'x', url: 'https://venue/v2/orders', mail: 'desk@venue.example' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      url: 'https://venue/v2/orders',
      mail: 'desk@venue.example',
    });
  });
});
