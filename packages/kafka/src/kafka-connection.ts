import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { KafkaConfig } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaEnvironment } from './kafka-environment.ts';
import { kafkaEnvironmentComplaints } from './kafka-environment.ts';
import { errorText, KafkaFailure } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';
import { kafkajsLog, silentLog } from './log-sink.ts';
import './quiet-request-queue.ts';
import './sound-connections.ts';

/** The way to one cluster. It holds no socket by itself; publishers, consumers and readers open theirs. */
export interface KafkaConnection {
  readonly clientId: string;
  readonly log: LogSink;
  /**
   * For this package alone. A client of its own for each use: two consumers of one client and one group
   * would share their table of committed offsets. Sockets that the connection was given stand before `sockets`.
   */
  readonly openKafkajs: (sockets?: SocketFactory) => Kafka;
}

/** Opens the socket to a broker; a fault test passes one that loses answers. */
export type SocketFactory = (target: {
  readonly host: string;
  readonly port: number;
  readonly ssl?: object | null;
  readonly onConnect: () => void;
}) => Socket;

export interface KafkaConnectionOptions {
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
  readonly log?: LogSink;
  /** How long one request waits for its answer; 10 s. A lost answer is noticed after this. */
  readonly requestTimeoutMs?: number;
  readonly socketFactory?: SocketFactory;
}

// kafkajs gives up a connection after one second, less than a TLS handshake over a busy line takes.
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
// Inside one client kafkajs tries for about a second; who waits longer does so above it, with a new client.
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 };

/**
 * Describes a connection; nothing is opened yet.
 *
 * @throws {KafkaFailure} `INVALID_SETTINGS` naming the variables, never a secret
 */
export function kafkaConnection(
  environment: KafkaEnvironment,
  options: KafkaConnectionOptions,
): KafkaConnection {
  const complaints = kafkaEnvironmentComplaints(environment);
  if (complaints.length > 0) {
    const text = complaints.map(({ variable, text }) => `${variable} ${text}`).join('; ');
    throw new KafkaFailure('INVALID_SETTINGS', text);
  }
  const log = options.log ?? silentLog;
  const config: KafkaConfig = {
    brokers: environment.KAFKA_BROKERS,
    clientId: options.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: kafkajsLog(log),
    ...security(environment),
  };
  return {
    clientId: options.clientId,
    log,
    openKafkajs(sockets) {
      const socketFactory = options.socketFactory ?? sockets;
      return new Kafka({ ...config, ...(socketFactory ? { socketFactory } : {}) });
    },
  };
}

function security(environment: KafkaEnvironment): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username } = environment;
  const password = environment.KAFKA_SASL_PASSWORD;
  const caFile = environment.KAFKA_SSL_CA_FILE;
  const ssl = caFile === undefined ? environment.KAFKA_SSL : { ca: [readCertificate(caFile)] };
  if (mechanism === undefined || username === undefined || password === undefined) return { ssl };
  return { ssl, sasl: saslOptions(mechanism, username, password) };
}

type Mechanism = NonNullable<KafkaEnvironment['KAFKA_SASL_MECHANISM']>;

// One object a mechanism: kafkajs's type is a union over them.
function saslOptions(mechanism: Mechanism, username: string, password: string) {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password } as const;
    case 'scram-sha-256':
      return { mechanism, username, password } as const;
    case 'scram-sha-512':
      return { mechanism, username, password } as const;
  }
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KafkaFailure(
      'INVALID_SETTINGS',
      `KAFKA_SSL_CA_FILE cannot be read: ${errorText(error)}`,
    );
  }
}
