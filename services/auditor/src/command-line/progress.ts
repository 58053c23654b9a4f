import { SingleBar } from 'cli-progress';

/** How far a command is in something that takes long. Shown on standard error in a terminal, and nowhere else. */
interface Progress extends Disposable {
  /** `done` of `total`; the total may grow on the way. */
  at(done: number, total: number): void;
}

/** Begins with the first call of `at`; what is shown is gone when this is disposed of. */
export type ShowProgress = (what: string) => Progress;

export const noProgress: ShowProgress = () => ({ at: () => {}, [Symbol.dispose]: () => {} });

/** A bar of cli-progress, or nothing where `stream` is no terminal. */
export function progressOn(stream: NodeJS.WriteStream): ShowProgress {
  if (!stream.isTTY) return noProgress;
  return (what) => {
    const bar = new SingleBar({
      stream,
      clearOnComplete: true,
      hideCursor: true,
      barsize: 30,
      etaBuffer: 50,
      format: `${what} {bar} {percentage} %, {value} of {total}, {eta_formatted} left`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
    });
    let isBegun = false;
    return {
      at(done, total) {
        if (isBegun) bar.setTotal(total);
        else bar.start(total, done);
        isBegun = true;
        bar.update(done);
      },
      [Symbol.dispose]() {
        if (isBegun) bar.stop();
      },
    };
  };
}
