/** Says that a value is not what it must be, or that this reader cannot tell: the thorough one must. */
export const NO = Symbol('not read');

/** Makes the value of a piece of text that its pattern matched already. */
export type Take = (piece: string) => unknown;

const ZERO = 0x30;

export function takeText(minLength: number, maxLength: number): Take {
  return (piece) => (piece.length < minLength || piece.length > maxLength ? NO : piece);
}

/** One of a few words, each as the one text that the shape names. Most often it is one of the last two. */
export function takeWord(words: readonly string[]): Take {
  const known = new Map(words.map((word) => [word, word]));
  let last = '';
  let before = '';
  return (piece) => {
    if (piece === last) return last;
    if (piece === before) return before;
    before = last;
    last = known.get(piece) ?? '';
    return last === '' ? NO : last;
  };
}

/** @param digits at most fifteen of them, so that the number is exact */
export function takeInteger(minimum: number, maximum: number): Take {
  return (digits) => {
    let value = 0;
    for (let at = 0; at < digits.length; at += 1) value = value * 10 + digits.charCodeAt(at) - ZERO;
    return value < minimum || value > maximum ? NO : value;
  };
}

export function takeNumber(minimum: number, maximum: number): Take {
  return (piece) => {
    const value = Number(piece);
    return value < minimum || value > maximum ? NO : value;
  };
}
