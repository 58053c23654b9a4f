import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Exit } from './guardian/messages.ts';

const POLL_MS = 20;
const SHOWN_LINES = 15;

export interface ReadyLineOptions {
  readonly name: string;
  readonly logFile: string;
  /** Where in the file this run of the service begins, in bytes. */
  readonly logStart: number;
  readonly exited: Promise<Exit>;
}

/** What a service told about itself until it was ready. */
export interface Readiness {
  /** Where it listens, if it does: the `url` of its line with `"event":"listening"`. */
  readonly url: string | null;
}

/**
 * Resolves when the service logged a line with `"event":"ready"`; rejects when it ended first.
 *
 * The service writes straight into its file, so that no reader can slow it or break it by ending; the price
 * is that the file is polled until it is ready.
 */
export async function awaitReadyLine(options: ReadyLineOptions): Promise<Readiness> {
  const { name, logFile, logStart, exited } = options;
  let exit: Exit | null = null;
  exited.then((how) => {
    exit = how;
  });
  const log = openSync(logFile, 'r');
  try {
    const text = new GrowingText(log, logStart);
    let url: string | null = null;
    for (;;) {
      // Read once more after the end: the line may have come with it.
      const ended: Exit | null = exit;
      for (const line of text.newLines()) {
        const entry = parseEntry(line);
        if (entry?.event === 'listening' && entry.url !== undefined) url = entry.url;
        if (entry?.event === 'ready') return { url };
      }
      if (ended) throw new Error(endedBeforeReady(name, ended, logFile, logStart));
      await delay(POLL_MS);
    }
  } finally {
    closeSync(log);
  }
}

/** Reads on where it stopped. */
class GrowingText {
  readonly #file: number;
  #position: number;
  #rest = Buffer.alloc(0);
  readonly #chunk = Buffer.alloc(64 * 1024);

  constructor(file: number, position: number) {
    this.#file = file;
    this.#position = position;
  }

  /** The lines that were completed since the last call. */
  newLines(): string[] {
    for (;;) {
      const read = readSync(this.#file, this.#chunk, 0, this.#chunk.length, this.#position);
      if (read === 0) break;
      this.#position += read;
      this.#rest = Buffer.concat([this.#rest, this.#chunk.subarray(0, read)]);
    }
    const end = this.#rest.lastIndexOf('\n');
    if (end < 0) return [];
    const lines = this.#rest.toString('utf8', 0, end).split('\n');
    this.#rest = this.#rest.subarray(end + 1);
    return lines;
  }
}

const entrySchema = z.object({ event: z.string(), url: z.string().optional() });

/** Null for a line that is not one of the two looked for. */
function parseEntry(line: string): z.output<typeof entrySchema> | null {
  if (!/"event":"(ready|listening)"/.test(line)) return null;
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function endedBeforeReady(name: string, exit: Exit, logFile: string, logStart: number): string {
  const how = exit.signal ? `by ${exit.signal}` : `with exit code ${exit.code}`;
  const lines = readFileSync(logFile).subarray(logStart).toString('utf8').trimEnd().split('\n');
  const last = lines.slice(-SHOWN_LINES).join('\n');
  return `${name} ended ${how} before it was ready; its last lines (${logFile}):\n${last}`;
}
