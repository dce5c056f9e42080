/** Connects to the stream of pokes. @throws Error when the server gives none */
export async function openPokes(url: string, token: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  const response = await fetch(`${url}/v1/sync/poke`, { headers, signal });
  if (response.status !== 200 || response.body === null) throw new Error(`poke answered ${response.status}`);
  return response.body;
}

/** The order of each poke of a stream. The first one comes at once. */
export async function* pokesIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<number> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) yield* ordersIn(event);
  }
}

function ordersIn(event: string): readonly number[] {
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  const order = data === undefined ? undefined : (JSON.parse(data) as { order?: unknown }).order;
  return typeof order === 'number' ? [order] : [];
}

/** An open stream of pokes, and what it has said. */
export class PokeStream {
  /** The order of each poke, as it came. */
  readonly orders: number[] = [];
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

  async close(): Promise<void> {
    this.#leave.abort();
    await this.#reading;
  }

  async #read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const order of pokesIn(stream)) this.orders.push(order);
      this.ended = 'closed';
    } catch {
      this.ended = this.#leave.signal.aborted ? 'closed' : 'cut';
    }
  }
}
