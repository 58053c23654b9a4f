/** A place in a JSON text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** This reader cannot say what stands there: the thorough one must. */
export const NO = Symbol('not read');

/** Reads one value and moves behind it. */
export type Read = (cursor: Cursor) => unknown;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
