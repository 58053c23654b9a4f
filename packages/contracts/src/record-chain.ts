import { formatLink, type LinkableRecord, linkDigest, NO_DIGEST } from './record-chain-link.ts';

/** Links the records that one writer puts on one partition. */
export interface ChainWriter {
  /** The value of the record's `chain` header. Call it once a record, in the order of the log. */
  link(record: LinkableRecord): string;
}

/**
 * Begins a chain. A record that is sent again keeps the link that it got first.
 *
 * @param writerId of this process and this partition and never used before: random. It stands in every
 * record, so keep it short
 */
export function createChainWriter(writerId: string): ChainWriter {
  let n = 0;
  let digest = NO_DIGEST;
  return {
    link(record) {
      n += 1;
      digest = linkDigest({ writerId, n }, digest, record);
      return formatLink({ writerId, n, digest });
    },
  };
}
