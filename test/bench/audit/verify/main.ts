import { z } from 'zod';
import { compareWithBare } from './compare-with-bare.ts';

// How fast `orderonce verify` goes through intents and outcomes, beside a bare kafkajs read of the same topics in the
// same rounds, on the Kafka of KAFKA_BROKERS, which no one else should be using; exits with 1 when it is slower than
// half of that. `--short`: fewer events and rounds, of which starting takes a larger part.

const isShort = process.argv.includes('--short');

const verifiedSchema = z.object({
  ok: z.literal(true),
  intents: z.number(),
  outcomes: z.number(),
  tookMs: z.number(),
});

const isFastEnough = await compareWithBare({
  command: 'verify',
  events: isShort ? 600_000 : 2_000_000,
  rounds: isShort ? 3 : 7,
  seed: 11,
  leastRatio: 0.5,
  read(document) {
    const { intents, outcomes, tookMs } = verifiedSchema.parse(document);
    return { records: intents + outcomes, tookMs };
  },
});
process.exitCode = isFastEnough ? 0 : 1;
