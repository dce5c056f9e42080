import type { BimrideClient } from '../bimride-client.ts';
import { deviceClock, type Clock } from '../clock.ts';
import { backoffMs } from '../queue/backoff.ts';
import type { TokenSource } from '../wire/exchange.ts';

export interface PokeOptions {
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
}

type Poked = Pick<BimrideClient, 'poke' | 'expectPokes'>;

/** Two signs of life missed: the stream is dead, whatever the platform believes. */
const SILENCE_MS_MAX = 60_000;

/**
 * Listens to the server's pokes and lets the client pull at each, over `fetch` with a readable body (not React Native: hand
 * pushes of the platform to `client.poke(order)` there). While the stream is open the client's timer looks rarely.
 * Reconnects by itself. Returns how to stop.
 */
export function followPokes(client: Poked, options: PokeOptions): () => void {
  const stop = new AbortController();
  void follow(client, options, stop.signal);
  return () => stop.abort();
}

async function follow(client: Poked, options: PokeOptions, stop: AbortSignal): Promise<void> {
  const { clock = deviceClock } = options;
  let failures = 0;
  while (!stop.aborted) {
    const connection = new AbortController();
    const leave = (): void => connection.abort();
    stop.addEventListener('abort', leave);
    try {
      for await (const order of events(options, connection, clock)) {
        failures = 0;
        client.expectPokes(true);
        if (order !== null) client.poke(order);
      }
    } catch {
      // A stream that ends badly is an ordinary day; pulls on a timer go on meanwhile.
    } finally {
      client.expectPokes(false);
      stop.removeEventListener('abort', leave);
      connection.abort();
    }
    failures += 1;
    await clock.sleep(backoffMs(failures, clock.random(), null), stop);
  }
}

/** The order that each poke tells, null for any other sign of life. */
async function* events(options: PokeOptions, connection: AbortController, clock: Clock): AsyncGenerator<number | null> {
  const token = await options.token({ rejected: null });
  if (token === null) return;
  const send = options.fetch ?? globalThis.fetch;
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  const { signal } = connection;
  const response = await send(new URL('/v1/sync/poke', options.baseUrl), { headers, signal, redirect: 'error' });
  if (!response.ok || !response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const quiet = new AbortController();
    void clock.sleep(SILENCE_MS_MAX, quiet.signal).then(() => {
      if (!quiet.signal.aborted) connection.abort();
    });
    const { done, value } = await reader.read().finally(() => quiet.abort());
    if (done) return;
    const parts = (text + value).split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) yield /^event: ?poke$/m.test(part) ? orderIn(part) : null;
  }
}

/** A poke that does not say how far tells of everything. */
function orderIn(event: string): number {
  return Number(/^data: ?\{"order": ?(\d+)\}$/m.exec(event)?.[1] ?? Number.MAX_SAFE_INTEGER);
}
