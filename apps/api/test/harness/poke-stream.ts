import { Link } from '../../../demo/src/link.ts';
import { pokes } from '../../../demo/src/poke.ts';

/** An open stream of pokes, and what it has said. */
export class PokeStream {
  /** The order of each poke, as it came. */
  readonly orders: number[] = [];
  ended = false;
  readonly #leave = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  /** Opens a stream. @throws NoNetwork when the server does not give one */
  static async open(baseUrl: string, token: string): Promise<PokeStream> {
    const stream = new PokeStream();
    const body = await new Link(baseUrl, token).listen(stream.#leave.signal);
    stream.#reading = stream.#read(body);
    return stream;
  }

  async close(): Promise<void> {
    this.#leave.abort();
    await this.#reading;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const order of pokes(body)) this.orders.push(order);
    } catch {
      // The stream was left.
    }
    this.ended = true;
  }
}
