import type { World } from '../world/world.ts';
import { type OnStoreLoss, type PortChanges, startExecutor } from './simulated-executor.ts';

const MOMENT_MS = 1000;
const LEAVE_MS = 500;

/** Several executors in one group. Each is started anew a while after it died, for as long as the world lasts. */
export function superviseExecutors(
  world: World,
  options: {
    readonly executors: number;
    readonly onStoreLoss: OnStoreLoss;
    readonly ports?: PortChanges;
  },
): void {
  for (let slot = 0; slot < options.executors; slot += 1) supervise(slot, 0);

  function supervise(slot: number, life: number) {
    const { process, member } = startExecutor(world, `executor-${slot}.${life}`, options);
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
