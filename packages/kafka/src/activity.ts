/** How many handlers are on their way, and who wants to know when there is none. */
export interface Activity {
  begins(): void;
  ends(): void;
  waits(): void;
  goesOn(): void;
  /** `working` leaves out those that wait. */
  quiet(scope: 'working' | 'all'): Promise<void>;
}

export function createActivity(): Activity {
  let working = 0;
  let waiting = 0;
  let calls: { readonly scope: 'working' | 'all'; readonly resolve: () => void }[] = [];

  function note() {
    if (working > 0 || calls.length === 0) return;
    const isDue = (scope: 'working' | 'all') => scope === 'working' || waiting === 0;
    const due = calls.filter(({ scope }) => isDue(scope));
    calls = calls.filter(({ scope }) => !isDue(scope));
    for (const { resolve } of due) resolve();
  }

  return {
    begins() {
      working += 1;
    },
    ends() {
      working -= 1;
      note();
    },
    waits() {
      waiting += 1;
      working -= 1;
      note();
    },
    goesOn() {
      waiting -= 1;
      working += 1;
    },
    quiet: (scope) =>
      new Promise((resolve) => {
        calls.push({ scope, resolve });
        note();
      }),
  };
}
