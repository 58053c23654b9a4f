import { expect, test } from 'vitest';
import { claimSettingsOf } from './claim-settings.ts';
import { loadIdempotencyConfig } from './load-config.ts';

const settingsOf = (behavior: string) =>
  claimSettingsOf(loadIdempotencyConfig(`idempotency: { behavior: { ${behavior} } }`));

test('FR-004: content is forgotten after the TTL, so that a retry after expiry is a new order', () => {
  expect(settingsOf('')).toEqual({
    contentTtlMs: 3_600_000,
    expiryMemoryMs: 86_400_000,
    freesFailedContent: true,
  });
});

test('FR-004: without a retry after expiry, content is kept while its intent can come again', () => {
  expect(settingsOf('allowRetryAfterExpiry: false').contentTtlMs).toBe(7 * 86_400_000);
});

test('FR-002: without a retry after failure, a definite failure keeps the content', () => {
  expect(settingsOf('allowRetryAfterFailure: false').freesFailedContent).toBe(false);
});
