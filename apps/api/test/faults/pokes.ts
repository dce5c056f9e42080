import type { Caller } from './phone.ts';

/** An open poke connection: what it said, and whether it has ended. */
export class PokeStream {
  readonly orders: number[] = [];
  /** Set when the connection ended: `cut` when it broke. */
  ended: 'cut' | 'closed' | undefined;
  readonly #leave = new AbortController();

  private constructor() {}

  /** Connects, and listens until it is closed or cut. */
  static async open(url: string, { token }: Caller): Promise<PokeStream> {
    const stream = new PokeStream();
    const response = await fetch(`${url}/v1/sync/poke`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stream.#leave.signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(`poke answered ${response.status}`);
    void stream.#listen(response.body);
    return stream;
  }

  close(): void {
    this.#leave.abort();
  }

  async #listen(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) this.#hear(line);
      }
      this.ended = 'closed';
    } catch {
      this.ended = this.#leave.signal.aborted ? 'closed' : 'cut';
    }
  }

  #hear(line: string): void {
    if (!line.startsWith('data: ')) return;
    const { order } = JSON.parse(line.slice('data: '.length)) as { order?: number };
    if (order !== undefined) this.orders.push(order);
  }
}
