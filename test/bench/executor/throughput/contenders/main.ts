import type { Contender, ContenderName, Place, Spent } from '../contender.ts';
import { eachBatchLoop } from './each-batch-loop.ts';
import { eachMessageLoop } from './each-message-loop.ts';
import { executor } from './executor.ts';
import { postLoop } from './post-loop.ts';

// One contender in a process of its own. Started by `../contender-process.ts`: tells `ready`, then for each
// count that it is sent what the run took.

const AT_ONCE_OVER_HTTP = 512;

const [name, placeText = ''] = process.argv.slice(2);
const contender = await open(name as ContenderName, JSON.parse(placeText));
process.on('message', (count: number) => {
  contender.run(count).then(tell, fail);
});
process.once('disconnect', () => {
  contender.close().then(() => process.exit(0), fail);
});
tell('ready');

function open(name: ContenderName, place: Place): Promise<Contender> {
  switch (name) {
    case 'executor':
    case 'executor-sampled':
    case 'executor-traced':
      return executor(place, 'in-process');
    case 'each-batch-loop':
      return eachBatchLoop(place);
    case 'each-message-loop':
      return eachMessageLoop(place);
    case 'executor-over-http':
      return executor(place, { connections: AT_ONCE_OVER_HTTP });
    case 'post-loop':
      return postLoop(place, AT_ONCE_OVER_HTTP);
  }
}

function tell(message: Spent | 'ready'): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}
