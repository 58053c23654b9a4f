import { type Decimal, decimal } from '@orderonce/contracts';
import type { Draw } from '../seed/draw.ts';

/** The market moves once in this time. */
export const TICK_MS = 100;

const LOWEST = 10;
const HIGHEST = 500;

/** Two waves on a base price: the slow one crosses many limits, the quick one crosses them again. */
const WAVES = [
  { height: 0.02, periodTicks: 600 },
  { height: 0.01, periodTicks: 70 },
];

interface Path {
  readonly base: number;
  readonly phases: readonly number[];
}

/** A price for each symbol and moment, known for all time from the seed alone. */
export class PricePath {
  readonly #draw: Draw;
  readonly #paths = new Map<string, Path>();
  readonly #given: ReadonlyMap<string, Decimal>;

  /** Symbols with a given price move around it, all others around one that is drawn. */
  constructor(draw: Draw, given: ReadonlyMap<string, Decimal>) {
    this.#draw = draw;
    this.#given = given;
  }

  /** In whole cents, above zero, within 3 % of the base. */
  priceAt(symbol: string, atMs: number): Decimal {
    const { base, phases } = this.#pathOf(symbol);
    const tick = Math.floor(atMs / TICK_MS);
    let factor = 1;
    for (const [index, { height, periodTicks }] of WAVES.entries())
      factor += height * Math.sin(2 * Math.PI * (tick / periodTicks + (phases[index] ?? 0)));
    return decimal((Math.max(1, Math.round(base * factor * 100)) / 100).toFixed(2));
  }

  #pathOf(symbol: string): Path {
    let path = this.#paths.get(symbol);
    if (path === undefined) {
      const drawn = LOWEST + this.#draw.fraction('price', symbol) * (HIGHEST - LOWEST);
      const given = this.#given.get(symbol);
      path = {
        base: given === undefined ? drawn : Number(given),
        phases: WAVES.map((_, index) => this.#draw.fraction('phase', symbol, index)),
      };
      this.#paths.set(symbol, path);
    }
    return path;
  }
}
