/** The id of the last entry that was seen of each stream; null: none. */
export type EventPlace = readonly (string | null)[];

const PLACE = /^(?:-|\d{1,20}(?:-\d{1,20})?)(?:,(?:-|\d{1,20}(?:-\d{1,20})?))*$/;
const MAX_LENGTH = 20_000;

/** As a line of Server-Sent Events has it: short, since entries that stem from a record are numbered `…-0`. */
export function formatPlace(place: EventPlace): string {
  return place.map((id) => (id === null ? '-' : id.replace(/-0$/, ''))).join(',');
}

/** Null when it is no place among so many streams. */
export function parsePlace(text: string, streamCount: number): EventPlace | null {
  if (text.length > MAX_LENGTH || !PLACE.test(text)) return null;
  const parts = text.split(',');
  if (parts.length !== streamCount) return null;
  return parts.map((part) => (part === '-' ? null : part.includes('-') ? part : `${part}-0`));
}
