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

/** One after the other; but two that mostly wait may wait together where time is short. */
const TURNS = short
  ? ([['kill', 'restart'], ['memory'], ['replay']] as const)
  : ([['kill'], ['restart'], ['memory'], ['replay']] as const);

process.exitCode = await untilInterrupted(async (stage) => {
  const rows = [];
  for (const turn of TURNS) {
    const chosen = turn.filter((part) => parts.includes(part));
    rows.push(...(await Promise.all(chosen.map((part) => PARTS[part](stage)))).flat());
  }
  console.log(judgedTable(rows));
  return rows.every(({ holds }) => holds);
});
