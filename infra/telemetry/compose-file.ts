import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CHECKOUT } from '../checkout.ts';

interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
}

interface Mount {
  /** In this checkout. */
  readonly from: string;
  /** In the container. */
  readonly to: string;
}

/** The containers of docker-compose.yml, by name. */
export function composeServices(): Readonly<Record<string, ComposeService>> {
  const text = readFileSync(join(CHECKOUT, 'docker-compose.yml'), 'utf8');
  return parse(text, { merge: true }).services;
}

/** The files and folders of this checkout that a container is given. */
export function mountsOf(service: string): readonly Mount[] {
  return (composeServices()[service]?.volumes ?? [])
    .filter((volume) => volume.startsWith('./'))
    .map((volume) => {
      const [from = '', to = ''] = volume.split(':');
      return { from, to };
    });
}
