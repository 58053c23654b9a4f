import type { Rule } from '../rule.ts';

const ENTRIES = [
  'services',
  'packages',
  'infra',
  'test',
  'docs',
  'examples',
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'tsconfig.base.json',
  'docker-compose.yml',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
];

export const topLevel: Rule = {
  name: 'the top level holds exactly what it should, and dotfiles',
  concerns: () => true,
  violations: (files) => {
    const present = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
    const visible = [...present].filter((entry) => !entry.startsWith('.'));
    return [
      ...visible.filter((entry) => !ENTRIES.includes(entry)).map((entry) => `${entry} is too much`),
      ...ENTRIES.filter((entry) => !present.has(entry)).map((entry) => `${entry} is missing`),
    ];
  },
};
