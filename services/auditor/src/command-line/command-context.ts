import type { Broker } from '@orderonce/brokers';
import type { AccountId, TopicNames } from '@orderonce/contracts';
import type { KafkaConnection } from '@orderonce/kafka';
import type { Variables } from '@orderonce/telemetry';
import type { Clock } from '../clock.ts';
import type { ControlSession } from '../control/control-session.ts';
import type { ExecutorGroup } from '../executors/executor-group.ts';
import type { OrderTopics } from '../orders/order-topics.ts';
import type { ExitCode } from './exit.ts';
import type { ShowProgress } from './progress.ts';
import type { GivenOptions } from './read-input.ts';
import type { Terminal } from './report.ts';

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly progress: ShowProgress;
  /** A name for a change, never given before. */
  readonly newChangeId: () => string;
  /** Who runs the command, as the machine knows; undefined where it does not. */
  readonly userName: string | undefined;
  /**
   * The way to the system.
   *
   * @throws {CommandFailure} `BAD_CONFIGURATION`, naming every wrong variable
   */
  readonly system: () => System;
}

export interface System {
  /** For reading, outside of any consumer group. */
  readonly connection: KafkaConnection;
  readonly topics: TopicNames;
  /** The environment, for what is configured as executors are. */
  readonly variables: Variables;
  readonly openControl: () => ControlSession;
  readonly executors: ExecutorGroup;
  readonly orders: OrderTopics;
  /**
   * The venues of the accounts that the executors' variables name, for questions only; whoever opens them closes
   * them.
   *
   * @throws {CommandFailure} `BAD_CONFIGURATION`, naming every wrong variable and no value
   */
  readonly openBrokers: () => ReadonlyMap<AccountId, Broker>;
  /** The file in which the index of these topics lies unless a person says otherwise. */
  readonly indexPlace: string;
}

/** Turns a command's work into what commander calls. */
export type Act = (
  work: (context: CommandContext, given: GivenOptions) => Promise<ExitCode>,
) => (...args: unknown[]) => Promise<void>;
