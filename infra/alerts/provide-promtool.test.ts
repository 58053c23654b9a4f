import { expect, test } from 'vitest';
import type { RunTool } from '../stack/run-tool.ts';
import { providePromtool } from './provide-promtool.ts';

const BY_HAND =
  'promtool is not here; install it: sudo apt-get install prometheus, or brew install prometheus';

/** A machine whose promtool is there from the start, once apt installed it, or never. */
function machine(options: { isRoot: boolean; hasApt: boolean; promtool: boolean; apt: 0 | 100 }) {
  let isThere = options.promtool;
  const calls: string[] = [];
  const runTool: RunTool = async (command, args) => {
    calls.push([command, ...args].join(' '));
    if (command === 'promtool') return { exitCode: isThere ? 0 : null, output: '' };
    if (!options.hasApt) return { exitCode: null, output: '' };
    if (!args.includes('install')) return { exitCode: 0, output: '' };
    isThere = options.apt === 0;
    return { exitCode: options.apt, output: 'E: no such package\n' };
  };
  return { calls, runTool, isRoot: options.isRoot };
}

async function provide(given: ReturnType<typeof machine>) {
  const said: string[] = [];
  const problem = await providePromtool(given, (line) => said.push(line));
  return { problem, said, calls: given.calls };
}

test('a promtool that is there is used, and nothing is installed', async () => {
  const given = machine({ isRoot: true, hasApt: true, promtool: true, apt: 0 });
  expect(await provide(given)).toEqual({
    problem: null,
    said: [],
    calls: ['promtool --version'],
  });
});

test('root on Debian gets prometheus installed', async () => {
  const given = machine({ isRoot: true, hasApt: true, promtool: false, apt: 0 });
  expect(await provide(given)).toEqual({
    problem: null,
    said: ['Installing prometheus (once, apt-get) …'],
    calls: [
      'promtool --version',
      'apt-get --version',
      'apt-get -q update',
      'apt-get -q install -y --no-install-recommends prometheus',
      'promtool --version',
    ],
  });
});

test.each([
  ['not root', { isRoot: false, hasApt: true }, ['promtool --version']],
  ['no apt', { isRoot: true, hasApt: false }, ['promtool --version', 'apt-get --version']],
])('where nothing can be installed (%s) it says what to do', async (_why, able, calls) => {
  const given = machine({ ...able, promtool: false, apt: 0 });
  expect(await provide(given)).toEqual({ problem: BY_HAND, said: [], calls });
});

test('an installation that fails tells the last words of apt and what to do', async () => {
  const given = machine({ isRoot: true, hasApt: true, promtool: false, apt: 100 });
  const { problem, said } = await provide(given);
  expect(problem).toBe(BY_HAND);
  expect(said).toEqual(['Installing prometheus (once, apt-get) …', 'E: no such package']);
});
