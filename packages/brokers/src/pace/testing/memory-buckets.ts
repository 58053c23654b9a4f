import type { PaceClock } from '../account-pacer.ts';
import type { RunScript } from '../shared-bucket.ts';

/**
 * A Redis that knows the pace script only: the same arithmetic on a map, at some moment far from the
 * executors' own clock. It can be away, lose its memory, or do what it is asked and lose the answer.
 */
export class MemoryBuckets {
  readonly #fullAt = new Map<string, number>();
  readonly #clock: PaceClock;
  readonly asked: (readonly (string | number)[])[] = [];
  trouble: 'none' | 'away' | 'answers-lost' | 'answers-nonsense' = 'none';
  /** From a question to its answer; the script runs in the middle. */
  latencyMs = 0;

  constructor(clock: PaceClock) {
    this.#clock = clock;
  }

  forget(): void {
    this.#fullAt.clear();
  }

  readonly runScript: RunScript = async (_script, [key = ''], args) => {
    this.asked.push([key, ...args]);
    await this.#travel();
    if (this.trouble === 'away') throw new Error('Redis is away');
    const answer = this.#run(key, args.map(Number));
    await this.#travel();
    if (this.trouble === 'answers-lost') throw new Error('Command timed out');
    return this.trouble === 'answers-nonsense' ? answer.map(() => 'OK') : answer;
  };

  #run(key: string, args: readonly number[]): number[] {
    const [permits = 0, intervalUs = 0, knownUs = 0, leastUs = 0, longestPauseUs = 0] = args;
    const nowUs = 1_760_000_000_000_000 + Math.round(this.#clock.monotonicMs() * 1_000);
    const standsAtUs = Math.max(nowUs, this.#fullAt.get(key) ?? 0, knownUs, nowUs + leastUs);
    let fullAtUs = Math.min(standsAtUs, nowUs + permits * intervalUs + longestPauseUs);
    let waitUs = 0;
    const answers: number[] = [];
    for (let at = 5; at < args.length; at += 2) {
      const [wanted = 0, keptBack = 0] = args.slice(at);
      const level = permits - (fullAtUs - nowUs) / intervalUs;
      const granted = Math.max(0, Math.min(wanted, Math.floor(level - keptBack)));
      fullAtUs += granted * intervalUs;
      if (granted < wanted && waitUs === 0)
        waitUs = Math.max(1, fullAtUs - nowUs - (permits - keptBack - 1) * intervalUs);
      answers.push(granted);
    }
    if (fullAtUs > nowUs) this.#fullAt.set(key, fullAtUs);
    else this.#fullAt.delete(key);
    return [...answers, waitUs, fullAtUs];
  }

  #travel(): Promise<void> {
    if (this.latencyMs === 0) return Promise.resolve();
    return this.#clock.sleep(this.latencyMs / 2, new AbortController().signal);
  }
}
