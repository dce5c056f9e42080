/**
 * One exchange with the server: the token attached at sending, renewed once if it is refused, and a limit to waiting.
 */
import type { Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import type { Leave } from '../within-time.ts';
import type { NoAnswer, Reading } from './read-reply.ts';
import type { Tokens } from './token.ts';
import type { Transport, TransportReply } from './transport.ts';

export interface ExchangeParts {
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly clock: Clock;
}

export interface Asked<A> extends Leave {
  readonly path: string;
  readonly body: string;
  readonly read: (reply: TransportReply, nowMs: number) => Reading<A>;
  /** An emergency: it waits for nobody for long. */
  readonly urgent?: boolean;
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
  const { deadlineAtMs, signal, urgent = false } = asked;
  const asking = await parts.tokens.ask({ rejected, urgent, deadlineAtMs, signal });
  if ('why' in asking) return { token: null, reading: none(asking.why) };
  const { token } = asking;
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
    // A transport of the app's own may throw where it should reject.
    const reply = (async () => transport.post({ path, body, token, signal: leaving.signal }))();
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
