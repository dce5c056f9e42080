import { SYNC_LIMITS, TryAgain, type PushAnswer, type PushResponse } from '#sync';
import { platformProblem } from '../http/platform-problems.ts';
import { Problem } from '../http/problem.ts';

type Refused = Exclude<PushAnswer, { kind: 'answered' }>;

const RETRY = { 'Retry-After': String(SYNC_LIMITS.retryAfterSeconds) };

/** The problem of a push that cannot be called a success. The phone keeps what it sent. */
export function pushProblem(answer: Refused): Problem {
  if (answer.kind === 'forbidden') return groupProblem();
  if (answer.kind === 'refused') {
    const { code, detail } = answer.refusal;
    return new Problem({ status: 400, code, title: 'The push cannot be taken', detail });
  }
  const { mutations } = JSON.parse(answer.body) as PushResponse;
  return new Problem({
    status: 409,
    code: 'mutation_gap',
    title: 'A mutation is missing before this one',
    detail: `The stream goes on with id ${answer.expectedId}.`,
    extensions: { expectedId: answer.expectedId, clientID: answer.clientId, mutations },
  });
}

/** Somebody else's group looks like one that does not exist. */
export function groupProblem(): Problem {
  return new Problem({ status: 404, code: 'client_group_not_found', title: 'There is no such client group' });
}

/** The cookie is of a commit this server does not have. */
export function cookieAheadProblem(): Problem {
  return new Problem({
    status: 409,
    code: 'cookie_ahead',
    title: 'The cookie is newer than this server',
    detail: 'The server was restored without raising its epoch, or the cookie is not ours.',
  });
}

/** Runs what the pipeline may put off: "try again" becomes 429 or 503 with Retry-After. */
export async function orTryAgain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TryAgain) throw TRY_AGAIN[error.reason]();
    throw error;
  }
}

const TRY_AGAIN: Readonly<Record<TryAgain['reason'], () => Problem>> = {
  busy: () =>
    new Problem({
      status: 429,
      code: 'too_many_pushes',
      title: 'Too many pushes of yours are waiting',
      headers: RETRY,
    }),
  overloaded: () =>
    new Problem({ status: 503, code: 'overloaded', title: 'Too much is waiting to be decided', headers: RETRY }),
  database: () => platformProblem('database_unavailable'),
  closing: () => platformProblem('shutting_down'),
  unknown: () => platformProblem('outcome_unknown'),
};
