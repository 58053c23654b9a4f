import { type ControlRecord, decodeControl, encodeControl } from '@orderonce/contracts';
import type { Control } from '../control/control.ts';
import { ControlReading } from '../control/control-reading.ts';

/** A control topic on which nobody said anything, and which is always read to its end. */
export function quietControl(): Control {
  return controlUnderTest();
}

/** A control topic that is always read to its end: what is said holds at once. */
export function controlUnderTest(): Control & {
  say(record: ControlRecord): void;
  /** Ends what was said under this key. */
  takeBack(key: string): void;
} {
  const reading = new ControlReading({ monotonicMs: () => 0 });
  reading.noteCurrent(0);
  const apply = (key: string, value: string | null) =>
    reading.apply(decodeControl(Buffer.from(key), value === null ? null : Buffer.from(value)));
  return Object.assign(reading, {
    say: (record: ControlRecord) => {
      const { key, value } = encodeControl(record);
      apply(key, value);
    },
    takeBack: (key: string) => apply(key, null),
  });
}
