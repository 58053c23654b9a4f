/**
 * The orders that some fault touched, so that the judge can ask exactly one POST of all others. An order that
 * a process has claimed and not ended is touched by whatever befalls that process.
 */
export interface TouchedOrders {
  touch(clientOrderIds: Iterable<string>): void;
  has(clientOrderId: string): boolean;
  beginsWork(processName: string, clientOrderIds: readonly string[]): void;
  endsWork(processName: string, clientOrderIds: readonly string[]): void;
  /** Something befell the process. */
  touchWorkOf(processName: string): void;
}

export function touchedOrders(): TouchedOrders {
  const touched = new Set<string>();
  const atWork = new Map<string, Set<string>>();
  const workOf = (name: string) => {
    const known = atWork.get(name) ?? new Set<string>();
    atWork.set(name, known);
    return known;
  };
  const touch = (ids: Iterable<string>) => {
    for (const id of ids) touched.add(id);
  };
  return {
    touch,
    has: (id) => touched.has(id),
    beginsWork: (name, ids) => {
      for (const id of ids) workOf(name).add(id);
    },
    endsWork: (name, ids) => {
      for (const id of ids) workOf(name).delete(id);
    },
    touchWorkOf: (name) => touch(workOf(name)),
  };
}
