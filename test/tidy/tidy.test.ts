import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutFiles } from './checkout-files.ts';
import { breachesOf, type CheckoutFile, type Rule } from './rule.ts';
import { names } from './rules/names.ts';
import { manifestBoundaries, packageBoundaries } from './rules/package-boundaries.ts';
import { sizes } from './rules/sizes.ts';
import { topLevel } from './rules/top-level.ts';
import { unfinishedWork } from './rules/unfinished-work.ts';

const RULES = [packageBoundaries, manifestBoundaries, names, sizes, unfinishedWork, topLevel];
const files = checkoutFiles(resolve(import.meta.dirname, '../..'));

test.each(RULES)('$name', (rule) => {
  expect(breachesOf(rule, files)).toEqual([]);
});

test.each(RULES)('a tree without files breaks: $name', (rule) => {
  expect(breachesOf(rule, [])).toEqual([`"${rule.name}" found no file to look at`]);
});

function file(path: string, ...lines: string[]): CheckoutFile {
  return { path, text: lines.join('\n') };
}

function manifest(path: string, ...uses: string[]): CheckoutFile {
  return file(
    path,
    JSON.stringify({ dependencies: Object.fromEntries(uses.map((u) => [u, '*'])) }),
  );
}

function importing(path: string, specifier: string): CheckoutFile {
  return file(path, `import { something } from '${specifier}';`);
}

const BREACHES: readonly (readonly [Rule, CheckoutFile, string])[] = [
  [
    packageBoundaries,
    importing('packages/contracts/src/intent.ts', '@orderonce/kafka'),
    'packages/contracts/src/intent.ts imports @orderonce/kafka',
  ],
  [
    packageBoundaries,
    importing('packages/kafka/src/publisher.ts', '@orderonce/telemetry'),
    'packages/kafka/src/publisher.ts imports @orderonce/telemetry',
  ],
  [
    packageBoundaries,
    importing('packages/telemetry/src/logger.ts', '@orderonce/client'),
    'packages/telemetry/src/logger.ts imports @orderonce/client',
  ],
  [
    packageBoundaries,
    importing('packages/client/src/index.ts', '@orderonce/executor'),
    'packages/client/src/index.ts imports @orderonce/executor',
  ],
  [
    packageBoundaries,
    importing('services/executor/src/main.ts', '@orderonce/broker-simulator'),
    'services/executor/src/main.ts imports @orderonce/broker-simulator',
  ],
  [
    packageBoundaries,
    importing('services/executor/src/main.ts', '@orderonce/infra'),
    'services/executor/src/main.ts imports @orderonce/infra',
  ],
  [
    packageBoundaries,
    importing('infra/start/main.ts', '@orderonce/executor'),
    'infra/start/main.ts imports @orderonce/executor',
  ],
  [
    packageBoundaries,
    importing('services/executor/src/main.ts', '../../../packages/kafka/src/index.ts'),
    'services/executor/src/main.ts leaves its package by ../../../packages/kafka/src/index.ts',
  ],
  [
    packageBoundaries,
    importing('services/executor/src/main.ts', 'kafkajs'),
    'services/executor/src/main.ts imports kafkajs',
  ],
  [
    packageBoundaries,
    file('packages/brokers/src/a.ts', 'export {', '  one,', "} from '@orderonce/kafka';"),
    'packages/brokers/src/a.ts imports @orderonce/kafka',
  ],
  [
    packageBoundaries,
    file('packages/brokers/src/a.ts', `const { one } = await ${'import'}('kafkajs');`),
    'packages/brokers/src/a.ts imports kafkajs',
  ],
  [
    packageBoundaries,
    file('packages/brokers/src/a.ts', "import '@orderonce/idempotency';"),
    'packages/brokers/src/a.ts imports @orderonce/idempotency',
  ],
  [
    manifestBoundaries,
    manifest('packages/kafka/package.json', '@orderonce/idempotency'),
    'packages/kafka/package.json depends on @orderonce/idempotency',
  ],
  [
    manifestBoundaries,
    manifest('services/executor/package.json', '@orderonce/position-tracker'),
    'services/executor/package.json depends on @orderonce/position-tracker',
  ],
  [
    names,
    file('packages/kafka/src/utils/wait.ts'),
    'packages/kafka/src/utils/wait.ts has a name that says nothing: utils',
  ],
  [
    names,
    file('packages/kafka/src/test-helpers.ts'),
    'packages/kafka/src/test-helpers.ts has a name that says nothing: test-helpers.ts',
  ],
  [
    names,
    file('packages/kafka/src/order-manager.ts'),
    'packages/kafka/src/order-manager.ts has a name that says nothing: order-manager.ts',
  ],
  [
    names,
    file('packages/kafka/src/orderBook.ts'),
    'packages/kafka/src/orderBook.ts is not in kebab-case: orderBook.ts',
  ],
  [
    sizes,
    file('packages/kafka/src/long.ts', ...Array.from({ length: 301 }, () => '//')),
    'packages/kafka/src/long.ts has 301 lines',
  ],
  [
    unfinishedWork,
    file('packages/kafka/src/a.ts', 'const one = 1;', `// ${'TO' + 'DO'}: two`),
    'packages/kafka/src/a.ts:2 has unfinished work',
  ],
  [
    unfinishedWork,
    file('packages/kafka/src/a.test.ts', `test${'.only'}('one', () => {});`),
    'packages/kafka/src/a.test.ts:1 has a test that hides all others',
  ],
  [
    unfinishedWork,
    file('packages/kafka/src/a.ts', `// @ts-${'ignore'}`),
    'packages/kafka/src/a.ts:1 has an error that is silenced',
  ],
];

test.each(BREACHES)('$name: planted, %j is found', (rule, planted, breach) => {
  expect(breachesOf(rule, [planted])).toEqual([breach]);
});

test('too much and too little at the top level are found', () => {
  const without = files.filter(({ path }) => path !== 'LICENSE');
  expect(breachesOf(topLevel, [...without, file('scratch/notes.md')])).toEqual([
    'scratch is too much',
    'LICENSE is missing',
  ]);
});

const ALLOWED: readonly (readonly [Rule, CheckoutFile])[] = [
  [packageBoundaries, importing('packages/kafka/src/publisher.ts', '@orderonce/contracts')],
  [packageBoundaries, importing('packages/kafka/src/publisher.ts', 'kafkajs')],
  [packageBoundaries, importing('packages/kafka/src/testing/topics.ts', '../publisher.ts')],
  [packageBoundaries, importing('packages/client/src/index.ts', '@orderonce/telemetry')],
  [packageBoundaries, importing('services/executor/src/main.ts', '@orderonce/idempotency')],
  [packageBoundaries, importing('infra/topics/main.ts', '@orderonce/kafka')],
  [packageBoundaries, importing('test/e2e/demo/main.ts', '@orderonce/executor')],
  [packageBoundaries, file('packages/kafka/src/a.ts', "const text = `import 'x' from 'kafkajs'`;")],
  [names, file('packages/kafka/src/order-book.integration.test.ts')],
  [sizes, file('packages/kafka/src/full.ts', ...Array.from({ length: 300 }, () => '//'))],
  [unfinishedWork, file('packages/kafka/src/a.ts', '// only the first one')],
];

test.each(ALLOWED)('$name: %j is as it should be', (rule, allowed) => {
  expect(breachesOf(rule, [allowed])).toEqual([]);
});
