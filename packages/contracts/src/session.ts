import { ContractsError } from './contracts-error.ts';

/** The moment from which sessions count their seconds: 2020-01-01T00:00:00Z. */
const SESSION_EPOCH_MS = Date.UTC(2020, 0, 1);
const SESSION_CHARACTERS = 6;
const BITS_PER_CHARACTER = 5;

/** The last session there is, `ZZZZZZ`: it starts at 2054-01-09T13:37:03Z. */
export const LAST_SESSION = 2 ** (SESSION_CHARACTERS * BITS_PER_CHARACTER) - 1;

/** Crockford's digits are in the order of their character codes, so sessions sort by time as text. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const valueOfDigit = new Map([...DIGITS].map((digit, value) => [digit, value]));

/**
 * The session that starts in the second of `nowMs`: whole seconds since 2020.
 *
 * @throws {ContractsError} `CLOCK_OUT_OF_RANGE` before 2020 or after {@link LAST_SESSION}: such a clock is
 * wrong, and an id made by it would not sort and could meet one made before
 */
export function sessionAt(nowMs: number): number {
  const session = Math.floor((nowMs - SESSION_EPOCH_MS) / 1000);
  if (!(session >= 0 && session <= LAST_SESSION))
    throw new ContractsError(
      'CLOCK_OUT_OF_RANGE',
      `order ids reach from 2020-01-01 to 2054-01-09, and the clock says ${nowMs} ms since 1970`,
    );
  return session;
}

/** When a session began, epoch milliseconds. */
export function startMsOfSession(session: number): number {
  return SESSION_EPOCH_MS + session * 1000;
}

/** Six characters of Crockford's base32; `session` is a whole number from 0 to {@link LAST_SESSION}. */
export function writeSession(session: number): string {
  let text = '';
  for (let place = SESSION_CHARACTERS - 1; place >= 0; place -= 1)
    text += DIGITS[(session >>> (place * BITS_PER_CHARACTER)) & 31];
  return text;
}

/** The inverse of {@link writeSession}; null when a character is not one of Crockford's digits. */
export function readSession(text: string): number | null {
  let session = 0;
  for (const character of text) {
    const value = valueOfDigit.get(character);
    if (value === undefined) return null;
    session = session * 32 + value;
  }
  return session;
}
