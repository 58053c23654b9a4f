/**
 * Thrown by a handler that was told to stop: it leaves its record undone, and whoever gets the partition next
 * goes on with it.
 */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';

  constructor() {
    super('this executor was told to stop; the record goes to the next owner');
  }
}
