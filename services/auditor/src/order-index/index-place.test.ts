import { expect, test } from 'vitest';
import { indexPlace } from './index-place.ts';

const cluster = { brokers: ['b:9092', 'a:9092'], topicPrefix: 'paper.' };
const variables = { XDG_CACHE_HOME: '/cache' };
const placeOf = (changes: Partial<typeof cluster>) =>
  indexPlace({ ...cluster, ...changes }, variables, 'linux');

test('each cluster and prefix has a file of its own in the cache folder', () => {
  expect(placeOf({})).toMatch(/^\/cache\/orderonce\/index-[0-9a-f]{16}\.sqlite$/);
  expect(placeOf({ brokers: ['a:9092', 'b:9092'] })).toBe(placeOf({}));
  expect(placeOf({ brokers: ['a:9092'] })).not.toBe(placeOf({}));
  expect(placeOf({ topicPrefix: '' })).not.toBe(placeOf({}));
});

test('the cache folder is the usual one of the platform', () => {
  expect(indexPlace(cluster, {}, 'linux')).toContain('/.cache/orderonce/');
  expect(indexPlace(cluster, {}, 'darwin')).toContain('/Library/Caches/orderonce/');
  expect(indexPlace(cluster, { LOCALAPPDATA: '/local' }, 'win32')).toContain('/local/orderonce/');
});
