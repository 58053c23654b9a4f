/** One running Kafka or Redis, ready to be used. */
export interface Server {
  readonly kind: ServerKind;
  /** The variables that services need to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line for a person, without a secret. */
  readonly description: string;
  /** Ends it and removes its data if it was started here; never touches one that was given. */
  stop(): Promise<void>;
}

export type ServerKind = 'kafka' | 'redis';

/** Takes one line about what is going on. */
export type Say = (line: string) => void;
