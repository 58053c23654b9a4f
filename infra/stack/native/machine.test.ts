import { expect, test } from 'vitest';
import type { RunTool } from '../run-tool.ts';
import type { ServerKind } from '../server.ts';
import { cannotProvide, hasJava, hasRedis, javaCommand, type Machine } from './machine.ts';

/** A machine that has the tools listed, with what they print. */
function machine(tools: Record<string, string>): Machine {
  const runTool: RunTool = async (command) => {
    const output = tools[command];
    return output === undefined ? { exitCode: null, output: '' } : { exitCode: 0, output };
  };
  return { runTool, variables: {}, isRoot: false, hasKafkaJars: false };
}

test.each([
  ['openjdk version "17.0.15" 2025-04-15', true],
  ['openjdk version "21" 2023-09-19', true],
  ['openjdk version "11.0.2" 2019-01-15', false],
  ['java version "1.8.0_392"', false],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', false],
])('Java that says %s is new enough: %s', async (output, expected) => {
  expect(await hasJava(machine({ java: output }))).toBe(expected);
});

test('a machine without the command has neither Java nor Redis', async () => {
  expect(await hasJava(machine({}))).toBe(false);
  expect(await hasRedis(machine({}))).toBe(false);
});

test.each([
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64', true],
  ['Redis server v=10.2.0 sha=0', true],
  ['Redis server v=6.2.14 sha=0', false],
])('Redis that says %s is new enough: %s', async (output, expected) => {
  expect(await hasRedis(machine({ 'redis-server': output }))).toBe(expected);
});

test('a JAVA_HOME that holds no Java is passed over', () => {
  expect(javaCommand({ ...machine({}), variables: { JAVA_HOME: '/nowhere' } })).toBe('java');
});

test('the message names everything missing, and how to install it on each system', () => {
  const kinds: ServerKind[] = ['kafka', 'redis'];
  expect(cannotProvide(kinds, ['java', 'maven', 'redis']).message).toBe(
    `Kafka and Redis cannot be started on this machine. Not found:
  Java 17 or newer, to run Kafka
  Maven (mvn), to download Kafka
  redis-server 7 or newer
Install what is missing:
  Debian, Ubuntu  sudo apt-get install default-jre-headless maven redis-server
  Fedora          sudo dnf install java-21-openjdk-headless maven redis
  macOS           brew install openjdk@21 maven redis && export JAVA_HOME="$(brew --prefix openjdk@21)"
or start Docker, or set KAFKA_BROKERS and REDIS_URL to servers that run already.`,
  );
});

test('the message names nothing that is there', () => {
  expect(cannotProvide(['redis'], ['redis']).message).toBe(
    `Redis cannot be started on this machine. Not found:
  redis-server 7 or newer
Install what is missing:
  Debian, Ubuntu  sudo apt-get install redis-server
  Fedora          sudo dnf install redis
  macOS           brew install redis
or start Docker, or set REDIS_URL to servers that run already.`,
  );
});
