/** Connects to the stream of pokes. @throws Error when the server gives none */
export async function openPokes(url: string, token: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  const response = await fetch(`${url}/v1/sync/poke`, { headers, signal });
  if (response.status !== 200 || response.body === null) throw new Error(`poke answered ${response.status}`);
  return response.body;
}

/** One event of a stream. */
export interface StreamEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The order of each poke of a stream. The first one comes at once. */
export async function* pokesIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<number> {
  for await (const { data } of eventsIn(stream)) if (typeof data['order'] === 'number') yield data['order'];
}

async function* eventsIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) yield* eventIn(event);
  }
}

function eventIn(text: string): readonly StreamEvent[] {
  const data = /^data: ?(.*)$/m.exec(text)?.[1];
  const type = /^event: ?(.*)$/m.exec(text)?.[1];
  return data === undefined || type === undefined ? [] : [{ type, data: JSON.parse(data) as StreamEvent['data'] }];
}

/** An open stream of pokes, and what it has said. */
export class PokeStream {
  /** Everything that it said, as it came. */
  readonly events: StreamEvent[] = [];
  /** Set when the stream has ended: `cut` when it broke. */
  ended: 'cut' | 'closed' | undefined;
  readonly #leave = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  private constructor() {}

  /** Connects, and listens until it is closed or cut. @throws Error when the server gives no stream */
  static async open(url: string, token: string): Promise<PokeStream> {
    const stream = new PokeStream();
    stream.#reading = stream.#read(await openPokes(url, token, stream.#leave.signal));
    return stream;
  }

  /** The order of each poke. */
  get orders(): readonly number[] {
    return this.events.flatMap(({ data }) => (typeof data['order'] === 'number' ? [data['order']] : []));
  }

  async close(): Promise<void> {
    this.#leave.abort();
    await this.#reading;
  }

  async #read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const event of eventsIn(stream)) this.events.push(event);
      this.ended = 'closed';
    } catch {
      this.ended = this.#leave.signal.aborted ? 'closed' : 'cut';
    }
  }
}
