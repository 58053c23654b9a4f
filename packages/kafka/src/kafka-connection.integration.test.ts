import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { withAdmin } from './admin-session.ts';
import { integrationConnection } from './testing/index.ts';

// Node says each kind of warning once, so it is listened for from the first connection on.
const warnings: string[] = [];
process.on('warning', ({ name }) => warnings.push(name));

test('a connection keeps no timer running with a negative delay', async () => {
  await withAdmin(integrationConnection(), (admin) => admin.listTopics());
  // Warnings come a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test('a connection that takes longer than a second to come up is waited for', async () => {
  // kafkajs alone gives up after one second and dials again.
  let dialled = 0;
  const connection = integrationConnection({
    socketFactory: ({ host, port, onConnect }) => {
      dialled += 1;
      return connect({ host, port }, () => setTimeout(onConnect, 1_200));
    },
  });
  const dials = await withAdmin(connection, async () => dialled);
  expect(dials).toBe(1);
});
