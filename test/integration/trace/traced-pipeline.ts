import { expect } from 'vitest';
import { openPipeline } from '../harness/pipeline.ts';
import { openOtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

const GRACE_MS = 8000;
const SPANS_MS = 15_000;
/** Later than any verdict. */
const FILL_DELAY_MS = 2500;
const KEYS = { keyId: 'test-key', secretKey: 'test-secret' };

/** Executor, execution reports and tracker over one venue, all of which send their spans to one receiver. */
export async function openTracedPipeline(
  variables: Readonly<Record<string, string>> = {},
  fillDelayMs = FILL_DELAY_MS,
) {
  await using opened = new AsyncDisposableStack();
  const receiver = opened.use(await openOtlpReceiver());
  const pipeline = opened.use(await openPipeline({ fillDelayMs }));
  const environment = { ...receiver.environment, ...variables };
  const services = await Promise.all([
    pipeline.startExecutor({ ...environment, EXECUTOR_MAX_DOUBT_MS: '3000' }),
    pipeline.start('position-tracker', environment),
    pipeline.start('execution-reports', {
      ...environment,
      ALPACA_BASE_URL: pipeline.simulatorUrl,
      ALPACA_ACCOUNTS: JSON.stringify([{ accountId: pipeline.accountId, ...KEYS }]),
      BROKER_REQUESTS_PER_MINUTE: '0',
      EXECUTION_REPORTS_POLL_MS: '200',
    }),
  ]);
  const parts = opened.move();
  return {
    pipeline,
    environment,
    async faults(rules: readonly object[]): Promise<void> {
      const response = await fetch(`${pipeline.simulatorUrl}/sim/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rules }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    /** Where the services answer over HTTP. */
    urls: () => Promise.all(services.map(async ({ ready }) => (await ready).url)),
    /** All spans, as soon as those are there that a test waits for, and the services have sent their last ones. */
    async spansOnce(
      isThere: (spans: readonly ReceivedSpan[]) => boolean,
    ): Promise<readonly ReceivedSpan[]> {
      await expect.poll(() => isThere(receiver.spans), { timeout: SPANS_MS }).toBe(true);
      await Promise.all(services.map((service) => service.stop(GRACE_MS)));
      return receiver.spans;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What the tracker made of outcomes with this word. */
export function folds(spans: readonly ReceivedSpan[], execType: string): readonly ReceivedSpan[] {
  return spans.filter(
    ({ service, attributes }) =>
      service === 'position-tracker' && attributes['order.exec_type'] === execType,
  );
}
