import {
  CHAIN_HEADER,
  type ChainLink,
  type LinkableRecord,
  linkDigest,
  NO_DIGEST,
  parseLink,
} from './record-chain-link.ts';
import type { ChainBreak, ChainProblem } from './record-chain-problem.ts';
import { RECENT_LINKS, RecentDigests } from './record-chain-recent.ts';

export interface ChainedRecord extends LinkableRecord {
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Follows the chains of all writers of one partition. */
export interface ChainReader {
  /** Takes the records of the partition in the order of the log; null when nothing is wrong at this one. */
  take(record: ChainedRecord): ChainProblem | null;
  /** False while no record had a link: the partition is older than chains, and says nothing. */
  readonly isLinked: boolean;
}

/** One writer, as far as it was read. */
interface Trail {
  /** Number of the first record that was read. */
  readonly start: number;
  last: number;
  lastOffset: string;
  lastDigest: string;
  /** The digest that the last record should have had, when it had another: one of the two was changed. */
  lastExpected: string | null;
  readonly recent: RecentDigests;
}

/**
 * What is legal: writers that interleave, writers that end anywhere, and repeats. After a send without an answer
 * the same records go out again, with the same links, and the first ones may still arrive later:
 *
 *     5 6 7 | 5 6 7 8 | 5 6 7 | 9
 *
 * Not seen: the last records of a writer when they are gone, a writer all of whose records are gone, a writer that
 * somebody added, and another order between the records of two. Records before the first link are taken for older
 * than chains.
 *
 * @param isFromStart the first record taken is the first that was ever written to the partition. Otherwise the
 * first record that is met of each writer is believed, and must be no repeat that came late
 */
export function createChainReader({ isFromStart }: { readonly isFromStart: boolean }): ChainReader {
  const trails = new Map<string, Trail>();
  let isLinked = false;

  function take(record: ChainedRecord): ChainProblem | null {
    const { offset } = record;
    const text = record.headers[CHAIN_HEADER];
    if (text === undefined) return isLinked ? { kind: 'unlinked', offset } : null;
    isLinked = true;
    const link = parseLink(text);
    if (link === null) return { kind: 'unreadable', offset };
    const { writerId, n } = link;
    const trail = trails.get(writerId);
    if (trail === undefined) {
      const kind = begin(link, record);
      return kind && { kind, offset, writerId, n, after: null };
    }
    const { last, lastOffset } = trail;
    const kind = n > last ? goOn(trail, link, record) : repeat(trail, link, record);
    return kind && { kind, offset, writerId, n, after: { n: last, offset: lastOffset } };
  }

  function begin(link: ChainLink, record: ChainedRecord): ChainBreak | null {
    const trail: Trail = {
      start: link.n,
      last: 0,
      lastOffset: '',
      lastDigest: NO_DIGEST,
      lastExpected: null,
      recent: new RecentDigests(),
    };
    trails.set(link.writerId, trail);
    if (link.n === 1) return goOn(trail, link, record);
    moveTo(trail, link, record);
    return isFromStart ? 'headless' : null;
  }

  function repeat(trail: Trail, link: ChainLink, record: ChainedRecord): ChainBreak | null {
    const { n, digest } = link;
    if (n - 1 <= trail.last - RECENT_LINKS) return 'too-late';
    const known = trail.recent.get(n);
    if (known !== undefined && known !== digest) return 'conflict';
    const previous = n === 1 ? NO_DIGEST : trail.recent.get(n - 1);
    if (previous !== undefined && linkDigest(link, previous, record) !== digest) return 'changed';
    if (known !== undefined) return null;
    trail.recent.set(n, digest);
    // Reading began between a record and its repeat.
    return !isFromStart && n < trail.start ? null : 'misplaced';
  }

  return {
    take,
    get isLinked() {
      return isLinked;
    },
  };
}

function goOn(trail: Trail, link: ChainLink, record: ChainedRecord): ChainBreak | null {
  const next = { writerId: link.writerId, n: trail.last + 1 };
  const expected = linkDigest(next, trail.lastDigest, record);
  if (expected === link.digest) {
    // With a number that is not its own the record is told, and its successors are not.
    moveTo(trail, { ...link, n: next.n }, record);
    return link.n === next.n ? null : 'changed';
  }
  if (link.n > next.n) {
    moveTo(trail, link, record);
    return 'missing';
  }
  const { lastExpected } = trail;
  if (lastExpected !== null && linkDigest(link, lastExpected, record) === link.digest) {
    trail.recent.set(trail.last, lastExpected);
    moveTo(trail, link, record);
    return null;
  }
  moveTo(trail, link, record);
  trail.lastExpected = expected;
  return 'changed';
}

function moveTo(trail: Trail, { n, digest }: ChainLink, { offset }: ChainedRecord): void {
  trail.last = n;
  trail.lastOffset = offset;
  trail.lastDigest = digest;
  trail.lastExpected = null;
  trail.recent.set(n, digest);
}
