import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { withAdmin } from './admin-session.ts';
import { integrationConnection } from './testing/index.ts';

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

test('an idle connection does not keep a timer running, nor Node warning of it', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on('warning', note);
  await withAdmin(integrationConnection(), (admin) => admin.listTopics());
  // Warnings are emitted a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
