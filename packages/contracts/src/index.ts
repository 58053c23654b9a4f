export * from './contracts-error.ts';
export * from './control/index.ts';
export * from './dead-letter.ts';
export * from './decimal.ts';
export {
  type DecodedIntent,
  type DecodedOutcome,
  decodeIntent,
  decodeOutcome,
  type ReadableFields,
  type Undecodable,
} from './decode.ts';
export * from './encode.ts';
export * from './identifiers.ts';
export * from './intent.ts';
export * from './intent-payload.ts';
export { MAX_MESSAGE_BYTES } from './json-text.ts';
export {
  formatOrderId,
  isClientOrderId,
  LAST_SEQUENCE,
  type OrderIdParts,
  type ParsedOrderId,
  parseOrderId,
  sessionStartMsOf,
  traceIdOf,
} from './order-id.ts';
export * from './order-id-generator.ts';
export * from './outcome.ts';
export * from './outcome-id.ts';
export * from './partition-key.ts';
export * from './printable.ts';
export { type Problem, type Validated, validate } from './problem.ts';
export { type ChainWriter, createChainWriter } from './record-chain.ts';
export { CHAIN_HEADER, recordDigest } from './record-chain-link.ts';
export { type ChainBreak, type ChainProblem, chainProblemText } from './record-chain-problem.ts';
export { type ChainedRecord, type ChainReader, createChainReader } from './record-chain-reader.ts';
export type { InputForm } from './rule.ts';
export * from './topics.ts';
export * from './words.ts';
