import { EXIT, type ExitCode } from './exit.ts';

export type CommandFailureCode =
  /** An option or an argument breaks a rule; nothing was done. */
  | 'BAD_INPUT'
  /** An environment variable breaks a rule; nothing was done. */
  | 'BAD_CONFIGURATION'
  /** What was asked for does not fit to what holds now; nothing was done. */
  | 'REFUSED'
  /** Kafka did not answer in time. */
  | 'KAFKA_AWAY';

/** What ends a command early; the message is all that a person sees. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: CommandFailureCode;

  constructor(code: CommandFailureCode, text: string) {
    super(text);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}

const EXIT_CODES: Readonly<Record<CommandFailureCode, ExitCode>> = {
  BAD_INPUT: EXIT.badInput,
  BAD_CONFIGURATION: EXIT.badInput,
  REFUSED: EXIT.refused,
  KAFKA_AWAY: EXIT.refused,
};
