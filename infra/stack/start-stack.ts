export interface Stack {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startStack(_options: { say: (line: string) => void }): Promise<Stack> {
  const { KAFKA_BROKERS, REDIS_URL } = process.env;
  if (!KAFKA_BROKERS || !REDIS_URL) throw new Error('KAFKA_BROKERS and REDIS_URL are needed');
  return { environment: { KAFKA_BROKERS, REDIS_URL }, stop: async () => {} };
}
