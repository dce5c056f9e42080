import type { BimrideClient } from '../bimride-client.ts';
import { deviceClock, type Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { backoffMs } from '../queue/backoff.ts';
import type { Tabs } from './tabs.ts';
import { withinTime } from '../within-time.ts';
import { ownToken, type TokenSource } from '../wire/token.ts';

export interface PokeOptions {
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Those of the client: one tab opens a stream for all, and when it goes, the next one does. */
  readonly tabs?: Tabs;
  /** Told once, when streams that had begun are ended one after another before they have lived: something on the way does not bear them. */
  readonly onCutShort?: () => void;
}

type Poked = Pick<BimrideClient, 'poke' | 'expectPokes' | 'subject'>;

/** Ended before they lived, one after another: no accident any more. */
const CUT_SHORT_TOLD = 3;
/** As many as make the wait before coming back the longest. */
const REPLACED_FAILURES = 20;

/**
 * Listens to the server's pokes and lets the client pull at each, over `fetch` with a readable body (not React Native: hand
 * pushes of the platform to `client.poke(order)` there). While the stream is open the client's timer looks rarely.
 * A token of somebody else than the client’s person opens none. Reconnects by itself. Returns how to stop.
 */
export function followPokes(client: Poked, options: PokeOptions): () => void {
  const stop = new AbortController();
  const work = (): Promise<void> => follow(client, options, stop.signal);
  void (options.tabs?.lead?.(work, stop.signal) ?? work());
  return () => stop.abort();
}

/** How a stream ended: as others took its place, after it had lived, before that, or before it began. */
type Ending = 'replaced' | 'lived' | 'cut_short' | 'failed';

async function follow(client: Poked, options: PokeOptions, stop: AbortSignal): Promise<void> {
  const { clock = deviceClock } = options;
  let failures = 0;
  let cutShort = 0;
  while (!stop.aborted) {
    const ending = await listen(client, { ...options, clock }, stop);
    if (ending === 'cut_short' && ++cutShort === CUT_SHORT_TOLD) options.onCutShort?.();
    if (ending === 'lived' || ending === 'replaced') cutShort = 0;
    // Where newer streams of this person took its place, to come back at once would only drive out the next.
    failures = ending === 'replaced' ? REPLACED_FAILURES : ending === 'lived' ? 1 : failures + 1;
    await clock.sleep(backoffMs(failures, clock.random(), null), stop);
  }
}

/** Opens one stream, and lets the client pull at each poke, until it ends. */
async function listen(
  client: Poked,
  options: PokeOptions & { readonly clock: Clock },
  stop: AbortSignal,
): Promise<Ending> {
  const { clock } = options;
  const connection = new AbortController();
  const openedAtMs = clock.monotonicMs();
  let last: StreamEvent['kind'] | null = null;
  const leave = (): void => connection.abort();
  stop.addEventListener('abort', leave);
  try {
    for await (const event of events({ ...options, subject: client.subject }, connection)) {
      last = event.kind;
      client.expectPokes(true);
      if (event.kind === 'poke') client.poke(event.order, event.scopes);
    }
  } catch {
    // A stream that ends badly is an ordinary day; pulls on a timer go on meanwhile.
  } finally {
    client.expectPokes(false);
    stop.removeEventListener('abort', leave);
    connection.abort();
  }
  if (last === null || last === 'replaced') return last ?? 'failed';
  return clock.monotonicMs() - openedAtMs >= CLIENT_LIMITS.pokeStreamLivedMsMin ? 'lived' : 'cut_short';
}

type StreamEvent =
  | { readonly kind: 'poke'; readonly order: number; readonly scopes: string | null }
  | { readonly kind: 'replaced' | 'alive' };

/** What the stream says; whatever is not understood is a sign of life. */
async function* events(
  options: PokeOptions & { readonly clock: Clock; readonly subject: string },
  connection: AbortController,
): AsyncGenerator<StreamEvent> {
  const { clock, subject } = options;
  const { signal } = connection;
  const inTime = <T>(work: () => Promise<T>): Promise<T | null> =>
    withinTime(work, {
      clock,
      timeoutMs: CLIENT_LIMITS.pokeSilenceMsMax,
      deadlineAtMs: Number.POSITIVE_INFINITY,
      signal,
    });
  const given = await inTime(async () => options.token({ rejected: null }));
  const reading = ownToken(given, { rejected: null, subject });
  if (!('token' in reading)) return;
  const { token } = reading;
  const send = options.fetch ?? globalThis.fetch;
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  const url = new URL('/v1/sync/poke', options.baseUrl);
  const response = await inTime(() => send(url, { headers, signal, redirect: 'error' }));
  if (!response?.ok || !response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const came = await inTime(() => reader.read());
    if (came === null || came.done) return;
    const parts = (text + came.value).split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) yield read(part);
  }
}

function read(event: string): StreamEvent {
  const kind = /^event: ?(\w+)$/m.exec(event)?.[1];
  if (kind !== 'poke') return { kind: kind === 'replaced' ? kind : 'alive' };
  const data = /^data: ?(.*)$/m.exec(event)?.[1] ?? '';
  const scopes = /"scopes": ?"(\w+)"/.exec(data)?.[1] ?? null;
  // A poke that does not say how far tells of everything.
  return { kind, order: Number(/"order": ?(\d+)/.exec(data)?.[1] ?? Number.MAX_SAFE_INTEGER), scopes };
}
