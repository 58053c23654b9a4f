/** Bounds how many tasks run at once; the first that fails is told to whoever asks next. */
export class InFlight {
  readonly #max: number;
  #count = 0;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  constructor(max: number) {
    this.#max = max;
  }

  /** @throws what a task failed with */
  async room(): Promise<void> {
    while (this.#count >= this.#max && this.#failure === null) await this.#change();
    this.#throwFailure();
  }

  /** Resolves when all tasks ended well. @throws what one failed with */
  async drained(): Promise<void> {
    while (this.#count > 0 && this.#failure === null) await this.#change();
    this.#throwFailure();
  }

  add(task: Promise<unknown>): void {
    this.#count += 1;
    task
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#count -= 1;
        this.#wake();
      });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
