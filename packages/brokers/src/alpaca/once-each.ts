/** What a venue can make us remember. */
const MOST_TEXTS = 1_000;

/** Passes each text on once: a venue that changed says the same strange thing with every order. */
export function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text) || told.size === MOST_TEXTS) return;
    told.add(text);
    tell(text);
  };
}
