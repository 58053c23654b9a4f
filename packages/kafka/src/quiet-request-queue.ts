import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
}

interface RequestQueueClass {
  readonly prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
}

/**
 * kafkajs 2.2.4 looks every millisecond, on every connection, for requests that wait to be sent; an idle
 * service spends 4 % of a core on it, and a current Node warns of the timer's negative delay. Here it looks
 * only while something waits (tulios/kafkajs issue 1751, open since 2025).
 */
function quietRequestQueue({ prototype }: RequestQueueClass): void {
  const look = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function lookWhenNeeded() {
    if (this.pending.length > 0) look.call(this);
  };
}

quietRequestQueue(createRequire(import.meta.url)('kafkajs/src/network/requestQueue'));
