import { type Departure, departureOf } from './departure.ts';
import { Fifo } from './fifo.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { errorText, KafkaFailure } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';
import type { OutgoingRecord, Publisher, RecordPosition } from './ports.ts';
import { type ChainOptions, createRecordChains, type RecordChains } from './record-chains.ts';
import type { RecordSender } from './record-sender.ts';
import { createRecordSender } from './record-sender.ts';
import type { Scheduler } from './scheduler.ts';
import { delay, endsWithin, systemScheduler } from './scheduler.ts';
import { classifySendFailure } from './send-failure.ts';

export interface PublisherOptions {
  /** Whose records carry a link to the one before, so that what was changed on the log shows. */
  readonly chain?: ChainOptions;
  readonly log?: LogSink;
  /** At most this many records go out together; 1 000. */
  readonly maxBatchRecords?: number;
  /** At most this many bytes go out together, and no single record may be larger; 1 000 000. */
  readonly maxBatchBytes?: number;
  /** When `room` makes its callers wait; 64 MiB. */
  readonly maxBufferedBytes?: number;
  readonly scheduler?: Scheduler;
}

export interface KafkaPublisher extends Publisher {
  /**
   * Resolves at once, or as soon as less than `maxBufferedBytes` are waiting to go out. For callers that
   * publish on without awaiting each record.
   */
  room(): Promise<void>;
}

/**
 * Group commit: whatever was handed over while one batch was on its way is the next batch. There is
 * never more than one on its way, and after an error the same records go out again, in the same order,
 * before any other. Opens its connection with the first record.
 */
export function createPublisher(
  connection: KafkaConnection,
  options: PublisherOptions = {},
): KafkaPublisher {
  const log = options.log ?? connection.log;
  const chains = createRecordChains(options.chain ?? { topics: [] });
  return createPublisherOn(createRecordSender(connection, chains.link), chains, {
    log,
    ...options,
  });
}

interface Pending {
  readonly departure: Departure;
  readonly bytes: number;
  readonly resolve: (position: RecordPosition) => void;
  readonly reject: (error: KafkaFailure) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** The same over any sender that links by `chains` what it places. */
export function createPublisherOn(
  sender: RecordSender,
  chains: RecordChains,
  {
    log = () => {},
    maxBatchRecords = 1_000,
    maxBatchBytes = 1_000_000,
    maxBufferedBytes = 64 * 1024 * 1024,
    scheduler = systemScheduler,
  }: Omit<PublisherOptions, 'chain'>,
): KafkaPublisher {
  const queue = new Fifo<Pending>();
  const flushes = new Fifo<{ readonly upTo: number; readonly resolve: () => void }>();
  let waitingForRoom: (() => void)[] = [];
  let onTheirWay: readonly Pending[] = [];
  let bufferedBytes = 0;
  let handedOver = 0;
  let settled = 0;
  let isRunning = false;
  let isStopped = false;

  function publish(record: OutgoingRecord): Promise<RecordPosition> {
    const bytes = recordBytes(record) + (chains.isChained(record.topic) ? LINK_BYTES : 0);
    if (isStopped) return Promise.reject(stopped());
    if (bytes > maxBatchBytes)
      return Promise.reject(
        new KafkaFailure(
          'RECORD_TOO_LARGE',
          `${bytes} bytes, at most ${maxBatchBytes} can be sent`,
        ),
      );
    return new Promise((resolve, reject) => {
      queue.push({ departure: departureOf(record), bytes, resolve, reject });
      bufferedBytes += bytes;
      handedOver += 1;
      if (isRunning) return;
      isRunning = true;
      // One turn later, so that records published in one go travel together.
      queueMicrotask(run);
    });
  }

  async function run() {
    while (queue.length > 0) {
      onTheirWay = nextBatch();
      await deliver(onTheirWay);
    }
    onTheirWay = [];
    isRunning = false;
  }

  function nextBatch(): Pending[] {
    const batch: Pending[] = [];
    let bytes = 0;
    for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
      bytes += next.bytes;
      if (batch.length >= maxBatchRecords || (bytes > maxBatchBytes && batch.length > 0)) break;
      batch.push(next);
      queue.shift();
    }
    return batch;
  }

  /** Returns once every record of the batch is on the log, refused by the broker, or rejected by `stop`. */
  async function deliver(batch: readonly Pending[]): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const positions = await sender.send(batch.map(({ departure }) => departure));
        for (const [index, position] of positions.entries()) batch[index]?.resolve(position);
        return release(batch);
      } catch (error) {
        if (isStopped) return;
        const failure = classifySendFailure(error);
        if (failure !== 'unknown') return isolate(batch, failure, error);
        log('warn', 'records could not be published, trying again', {
          error: errorText(error),
          records: batch.length,
          pauseMs,
        });
        await delay(scheduler, pauseMs);
        if (isStopped) return;
      }
    }
  }

  /** Finds the record that the broker objects to by halves, which keeps the others and their order. */
  async function isolate(
    batch: readonly Pending[],
    failure: 'too-large' | 'refused',
    cause: unknown,
  ): Promise<void> {
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await deliver(batch.slice(0, middle));
      return deliver(batch.slice(middle));
    }
    const code = failure === 'too-large' ? 'RECORD_TOO_LARGE' : 'RECORD_REFUSED';
    for (const refused of batch) {
      refused.reject(new KafkaFailure(code, errorText(cause), cause));
      const behind = onTheirWay.slice(onTheirWay.indexOf(refused) + 1);
      chains.leaveOut(
        refused.departure,
        behind.map(({ departure }) => departure),
      );
    }
    release(batch);
  }

  function release(batch: readonly Pending[]) {
    for (const { bytes } of batch) bufferedBytes -= bytes;
    settled += batch.length;
    for (let next = flushes.peek(); next && next.upTo <= settled; next = flushes.peek())
      flushes.shift()?.resolve();
    if (bufferedBytes < maxBufferedBytes) letIn();
  }

  function letIn() {
    const waiting = waitingForRoom;
    waitingForRoom = [];
    for (const resolve of waiting) resolve();
  }

  function flush(): Promise<void> {
    if (isStopped || settled === handedOver) return Promise.resolve();
    return new Promise((resolve) => flushes.push({ upTo: handedOver, resolve }));
  }

  return {
    publish,
    flush,
    room: () =>
      isStopped || bufferedBytes < maxBufferedBytes
        ? Promise.resolve()
        : new Promise((resolve) => {
            waitingForRoom.push(resolve);
          }),
    async stop(deadlineMs) {
      const isFlushed = await endsWithin(scheduler, deadlineMs, flush());
      isStopped = true;
      for (const { reject } of [...onTheirWay, ...queue.drain()]) reject(stopped());
      for (const { resolve } of flushes.drain()) resolve();
      letIn();
      const closed = sender.close();
      // A send that hangs would hold up the caller long after its deadline.
      if (isFlushed) await closed;
    },
  };
}

function stopped(): KafkaFailure {
  return new KafkaFailure('PUBLISHER_STOPPED', 'the record may be on the log or not');
}

// What a record weighs on the wire besides its texts: lengths, offsets, time.
const RECORD_OVERHEAD_BYTES = 32;
// Name, lengths, the writer's eight characters, a number and the digest.
const LINK_BYTES = 48;

function recordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key === null ? 0 : Buffer.byteLength(key));
  if (value !== null) bytes += Buffer.byteLength(value);
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name] ?? '') + 4;
  return bytes;
}
