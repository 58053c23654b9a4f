/** One event as a client of Server-Sent Events gets it; a comment has no name. */
interface HeardEvent {
  readonly id?: string;
  readonly event?: string;
  /** JSON of many shapes. */
  readonly data?: unknown;
  readonly comment?: string;
}

/** A client of `/events`; `await using` ends it. */
export async function listenToEvents(url: string, lastEventId?: string) {
  const stopping = new AbortController();
  const response = await fetch(`${url}/events`, {
    signal: stopping.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  const heard: HeardEvent[] = [];
  const reading = read(response, heard).catch(() => {});
  return {
    heard,
    named: (name: string) => heard.filter(({ event }) => event === name),
    contentType: response.headers.get('content-type'),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}

async function read(response: Response, heard: HeardEvent[]): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    heard.push(...blocks.map(parse));
  }
}

function parse(block: string): HeardEvent {
  if (block.startsWith(': ')) return { comment: block.slice(2) };
  const fields = Object.fromEntries(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  return { ...fields, data: JSON.parse(fields['data'] ?? 'null') };
}
