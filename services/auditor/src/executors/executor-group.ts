/** The executors that are at work now, by their ids. */
export interface ExecutorGroup {
  /** The consumer group's name. */
  readonly groupId: string;
  living(): Promise<ReadonlySet<string>>;
}

const CLIENT_ID_START = 'orderonce-executor.';

/** A member that is called otherwise keeps its whole name: it is shown, and it is missed. */
export function executorIdOf(clientId: string): string {
  return clientId.startsWith(CLIENT_ID_START) ? clientId.slice(CLIENT_ID_START.length) : clientId;
}
