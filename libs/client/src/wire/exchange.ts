/**
 * One exchange with the server: the token attached at sending, renewed once if it is refused, and a limit to waiting.
 */
import type { Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import type { NoAnswer, Reading } from './read-reply.ts';
import { subjectOf } from './token.ts';
import type { Transport, TransportReply } from './transport.ts';

/** Gives an access token of the person; `rejected` is one that the server refused just now. Null: they are not signed in. */
export type TokenSource = (ask: { readonly rejected: string | null }) => Promise<string | null>;

export interface ExchangeParts {
  readonly transport: Transport;
  readonly token: TokenSource;
  readonly subject: string;
  readonly clock: Clock;
}

export interface Asked<A> {
  readonly path: string;
  readonly body: string;
  readonly read: (reply: TransportReply, nowMs: number) => Reading<A>;
  /** Gives up at this time, by the monotonic clock. */
  readonly deadlineAtMs: number;
  /** Gives up when aborted. */
  readonly signal: AbortSignal;
}

const OVER = 'the exchange is over';

const none = (why: NoAnswer) => ({ kind: 'none', why, retryAfterMs: null }) as const;

/** Asks the server. Never throws: that nothing came is a reading too. */
export async function exchange<A>(parts: ExchangeParts, asked: Asked<A>): Promise<Reading<A>> {
  const first = await withToken(parts, asked, null);
  if (first.reading.kind !== 'none' || first.reading.why !== 'signed_out' || first.token === null) return first.reading;
  return (await withToken(parts, asked, first.token)).reading;
}

async function withToken<A>(
  parts: ExchangeParts,
  asked: Asked<A>,
  rejected: string | null,
): Promise<{ readonly token: string | null; readonly reading: Reading<A> }> {
  const token = await parts.token({ rejected }).catch(() => undefined);
  // The app could not find out: most often because the issuer is as far away as the server.
  if (token === undefined) return { token: null, reading: none('unreachable') };
  if (token === null || token === rejected) return { token: null, reading: none('signed_out') };
  const named = subjectOf(token);
  if (named !== null && named !== parts.subject) return { token, reading: none('wrong_person') };
  return { token, reading: await send(parts, asked, token) };
}

async function send<A>({ transport, clock }: ExchangeParts, asked: Asked<A>, token: string): Promise<Reading<A>> {
  const { path, body, read, deadlineAtMs, signal } = asked;
  const { replyTimeoutMs, slowestBytesPerSecond } = CLIENT_LIMITS;
  const patienceMs = replyTimeoutMs + (body.length / slowestBytesPerSecond) * 1_000;
  const waitMs = Math.max(0, Math.min(patienceMs, deadlineAtMs - clock.monotonicMs()));
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  signal.addEventListener('abort', leave);
  try {
    if (signal.aborted) return none('unreachable');
    const tooLong = clock.sleep(waitMs, leaving.signal).then(() => none(signal.aborted ? 'unreachable' : 'silent'));
    const reply = transport.post({ path, body, token, signal: leaving.signal });
    return await Promise.race([
      reply.then((came) => read(came, clock.nowMs())).catch(() => none('unreachable')),
      tooLong,
    ]);
  } finally {
    signal.removeEventListener('abort', leave);
    // With a reason of its own an abort costs no exception with a stack.
    leaving.abort(OVER);
  }
}
