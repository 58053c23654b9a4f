import type { World } from '../world/world.ts';
import { type OnStoreLoss, type PortChanges, startExecutor } from './simulated-executor.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const MOMENT_MS = 1000;
const LEAVE_MS = 500;

/** Several executors in one group. Each is started anew a while after it died, until all are stopped. */
export function superviseExecutors(
  world: World,
  options: {
    readonly name?: string;
    readonly executors: number;
    readonly onStoreLoss: OnStoreLoss;
    readonly ports?: PortChanges;
  },
): { stop(): void } {
  const { name = 'executor' } = options;
  const living = new Map<number, SimulatedProcess>();
  let isOver = false;
  for (let slot = 0; slot < options.executors; slot += 1) supervise(slot, 0);
  return {
    stop() {
      isOver = true;
      for (const process of living.values()) process.kill();
    },
  };

  function supervise(slot: number, life: number) {
    if (isOver) return;
    const { process, member } = startExecutor(world, `${name}-${slot}.${life}`, options);
    living.set(slot, process);
    const { time, random, weather, orders } = world;

    /** What may befall it in each moment of its life. */
    function live() {
      if (process.isDead)
        return void time.after(random.between(100, 2000), () => supervise(slot, life + 1));
      if (!process.isPaused) befall();
      time.after(random.between(MOMENT_MS / 2, MOMENT_MS), live);
    }

    function befall() {
      if (weather.strikes('killed at any moment')) {
        orders.touchWorkOf(process.name);
        process.kill();
      } else if (weather.strikes('stopped and woken late')) {
        orders.touchWorkOf(process.name);
        process.pause(random.between(200, 8000));
      } else if (weather.strikes('left the group in order')) {
        void member.leave(LEAVE_MS).then(() => {
          orders.touchWorkOf(process.name);
          process.kill();
        });
      }
    }
    live();
  }
}
