import type { Control } from '../control/control.ts';

/** A control topic on which nobody said anything, read just now. */
export function quietControl(): Control {
  return {
    whenFresh: () => undefined,
    killSwitch: () => null,
    heldOn: () => [],
    noteHold: () => {},
    limitsOn: () => [],
    referencePrice: () => undefined,
    beginSend: () => () => {},
  };
}
