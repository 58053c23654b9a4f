import {
  type ReferencePrice,
  referencePriceSchema,
  SCHEMA_VERSION,
  symbolSchema,
} from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';

const optionsSchema = z.object({
  ...jsonOption,
  symbol: symbolSchema,
  price: referencePriceSchema.shape.price,
});

/** Writes what prices of a symbol are held against. */
export async function setPrice(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const { symbol, price, json } = readInput(optionsSchema, given, ['symbol', 'price']);
  const report = createReport(terminal, json);
  await using session = system().openControl();
  const referencePrice: ReferencePrice = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'reference-price',
    ...{ symbol, price },
    atMs: clock.nowMs(),
  };
  await session.publish(referencePrice);
  report.document({ referencePrice });
  report.say(`The reference price of ${symbol} is ${price}.`);
  return EXIT.done;
}
