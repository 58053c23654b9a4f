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

const POINT = 0x2e;
/** As many digits are one exact number, and so is a ten to the power of as many: one division rounds once. */
const EXACT_DIGITS = 15;

/** @param piece digits, with a point among them or not */
export function takeNumber(minimum: number, maximum: number): Take {
  return (piece) => {
    const value = piece.length > EXACT_DIGITS ? Number(piece) : shortNumber(piece);
    return value < minimum || value > maximum ? NO : value;
  };
}

function shortNumber(piece: string): number {
  let digits = 0;
  let divisor = 0;
  for (let at = 0; at < piece.length; at += 1) {
    const letter = piece.charCodeAt(at);
    if (letter === POINT) divisor = 1;
    else {
      digits = digits * 10 + letter - ZERO;
      divisor *= 10;
    }
  }
  return divisor > 1 ? digits / divisor : digits;
}
