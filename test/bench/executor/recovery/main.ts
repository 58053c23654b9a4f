import { judgedTable } from '../latency/bench-table.ts';
import { untilInterrupted } from '../latency/interruption.ts';
import { killedExecutor } from './killed-executor.ts';
import { readOptions } from './options.ts';
import { replay } from './replay.ts';
import { rollingRestart } from './rolling-restart.ts';
import { stalledMemory } from './stalled-memory.ts';

// What happens to a flow of intents when executors die, restart, stall and are given everything once more, on
// the Kafka and the Redis of KAFKA_BROKERS and REDIS_URL. Exit 1 when a bound is missed.
//
//   main.ts [kill] [restart] [memory] [replay]   only these
//   --short                                      all in a minute
//   --intents <n>                                for memory and replay; a million

const { short, stalled, replayed, parts } = readOptions(process.argv.slice(2));

const PARTS = {
  kill: (stage: AsyncDisposableStack) => killedExecutor(stage, short ? 1 : 5),
  restart: (stage: AsyncDisposableStack) => rollingRestart(stage, short ? 1 : 5),
  memory: (stage: AsyncDisposableStack) => stalledMemory(stage, stalled),
  replay: (stage: AsyncDisposableStack) => replay(stage, replayed),
};

process.exitCode = await untilInterrupted(async (stage) => {
  const rows = [];
  for (const part of parts) rows.push(...(await PARTS[part](stage)));
  console.log(judgedTable(rows));
  return rows.every(({ holds }) => holds);
});
