import { intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import type { Attempt } from './attempt.ts';
import { sendUnlessBanned } from './send-unless-banned.ts';

const BAN = { code: 'KILL_SWITCH', text: 'stopped', isOnlyForFirst: false } as const;
type Repeats = 'refused-for-ever' | 'accepted';

/** An attempt that is banned once `bannedAfter` questions about it were answered. */
function attempted(repeatedClientOrderId: Repeats, bannedAfter: number) {
  const said: string[] = [];
  let asked = 0;
  const attempt = {
    broker: { capabilities: { repeatedClientOrderId } },
    sendBan: () => {
      said.push('ban?');
      asked += 1;
      return asked > bannedAfter ? BAN : null;
    },
    confirm: () => {
      said.push('confirmed');
      return 'granted';
    },
    intake: {
      subject: { intent: intent(), position: {}, payloadHash: '' },
      options: { topics: { outcomes: 'outcomes' } },
      ports: {
        clock: { epochMs: () => 0, monotonicMs: () => 0 },
        metrics: { outcome: () => {}, published: () => {} },
        tracer: { start: () => ({ set: () => {}, end: () => {}, traceparent: '' }) },
        publisher: {
          publish: async () => {
            said.push('announced');
            return { topic: 'outcomes', partition: 0, offset: '0' };
          },
        },
        checkpoint: () => {},
        control: { beginSend: () => () => {} },
      },
    },
  } as object as Attempt;
  const send = async () => {
    said.push('sent');
    return 'answer';
  };
  return { said, send: () => sendUnlessBanned(attempt, true, send) };
}

describe('a send', () => {
  it('waits for nothing behind the question for a ban where a repeated id is refused for ever', async () => {
    const { said, send } = attempted('refused-for-ever', 1);
    expect(await send()).toEqual({ kind: 'sent', answer: 'answer' });
    expect(said).toEqual(['ban?', 'sent']);
  });

  it('is announced elsewhere, and asks again for a ban once that took its time', async () => {
    const { said, send } = attempted('accepted', 2);
    expect(await send()).toEqual({ kind: 'sent', answer: 'answer' });
    expect(said).toEqual(['ban?', 'announced', 'confirmed', 'ban?', 'sent']);
  });

  it('does not happen when the ban came while it was announced', async () => {
    const { said, send } = attempted('accepted', 1);
    expect(await send()).toEqual({ kind: 'banned' });
    expect(said).not.toContain('sent');
  });

  it('does not happen under a ban', async () => {
    const { said, send } = attempted('refused-for-ever', 0);
    expect(await send()).toEqual({ kind: 'banned' });
    expect(said).toEqual(['ban?']);
  });
});
