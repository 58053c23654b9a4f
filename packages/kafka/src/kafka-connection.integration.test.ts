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
