import { readConfiguration } from '@orderonce/telemetry';
import { expect, it } from 'vitest';
import { admissionSettingsOf, admissionVariables } from './admission-variables.ts';

function read(variables: Readonly<Record<string, string>>) {
  const result = readConfiguration(admissionVariables, variables);
  return result.ok ? admissionSettingsOf(result.configuration) : result.problems;
}

it('says what holds where nothing is set', () => {
  expect(read({})).toEqual({
    maxIntentAgeMs: 60_000,
    maxClockSkewMs: 5000,
    referencePriceMaxAgeMs: 60_000,
  });
});

it('gives each variable to its own rule, and takes no limit of age', () => {
  const variables = {
    EXECUTOR_MAX_INTENT_AGE_MS: '0',
    EXECUTOR_MAX_CLOCK_SKEW_MS: '1',
    EXECUTOR_REFERENCE_PRICE_MAX_AGE_MS: '2',
  };
  expect(read(variables)).toEqual({
    maxIntentAgeMs: 0,
    maxClockSkewMs: 1,
    referencePriceMaxAgeMs: 2,
  });
});

it('names every variable that is no time', () => {
  const variables = {
    EXECUTOR_MAX_INTENT_AGE_MS: '-1',
    EXECUTOR_MAX_CLOCK_SKEW_MS: '5s',
    EXECUTOR_REFERENCE_PRICE_MAX_AGE_MS: '0',
  };
  expect(read(variables)).toEqual([
    { path: 'EXECUTOR_MAX_INTENT_AGE_MS', rule: 'must be at least 0' },
    { path: 'EXECUTOR_MAX_CLOCK_SKEW_MS', rule: 'must be whole milliseconds from 0 to 86400000' },
    { path: 'EXECUTOR_REFERENCE_PRICE_MAX_AGE_MS', rule: 'must be at least 1' },
  ]);
});
