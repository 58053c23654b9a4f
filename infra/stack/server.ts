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

/** The variable that tells where a server is. */
export const ADDRESS_VARIABLES = { kafka: 'KAFKA_BROKERS', redis: 'REDIS_URL' } as const;

export const SERVER_NAMES: Record<ServerKind, string> = { kafka: 'Kafka', redis: 'Redis' };

/** Takes one line about what is going on. */
export type Say = (line: string) => void;
