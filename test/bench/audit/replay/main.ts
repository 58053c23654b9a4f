import { z } from 'zod';
import { compareWithBare } from '../verify/compare-with-bare.ts';

// How fast `orderonce replay` decides about intents and outcomes again, beside a bare kafkajs read of the same topics in the
// same rounds, on the Kafka of KAFKA_BROKERS, which no one else should be using; exits with 1 when it is slower than
// half of that. `--short`: fewer events and rounds, of which starting takes a larger part.

const isShort = process.argv.includes('--short');

const replayedSchema = z.object({
  findings: z.object({
    intents: z.number(),
    outcomes: z.number(),
    differenceCount: z.literal(0),
  }),
  tookMs: z.number(),
});

const isFastEnough = await compareWithBare({
  command: 'replay',
  events: isShort ? 600_000 : 2_000_000,
  rounds: isShort ? 3 : 7,
  seed: 12,
  leastRatio: 0.5,
  read(document) {
    const { findings, tookMs } = replayedSchema.parse(document);
    return { records: findings.intents + findings.outcomes, tookMs };
  },
});
process.exitCode = isFastEnough ? 0 : 1;
