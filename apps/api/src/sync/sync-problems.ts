import { PIPELINE_CODES, SYNC_LIMITS, TryAgain, type NoRoomCode, type PushAnswer, type PushResponse } from '#sync';
import { platformKind, platformProblem } from '../http/platform-problems.ts';
import { problemKind, problemKinds, type ProblemKind, type ProblemMaker } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';
import { databaseProblem } from '../http/to-problem.ts';

type Refused = Exclude<PushAnswer, { kind: 'answered' }>;
type Refusal = Extract<PushAnswer, { kind: 'refused' }>['refusal'];

const RETRY = { 'Retry-After': String(SYNC_LIMITS.retryAfterSeconds) };

/** Somebody else's group looks like one that does not exist. */
export const groupNotFound = problemKind({
  status: 404,
  code: 'client_group_not_found',
  title: 'There is no such client group',
});

/** The cookie is of a commit this server does not have. */
export const cookieAhead = problemKind({
  status: 409,
  code: 'cookie_ahead',
  title: 'The cookie is newer than this server',
  detail: 'The server was restored without raising its epoch, or the cookie is not ours.',
});

export const mutationGap = problemKind({
  status: 409,
  code: 'mutation_gap',
  title: 'A mutation is missing before this one',
});

const title = 'The push cannot be taken';
const REFUSALS: Readonly<Record<Refusal['code'], ProblemMaker>> = problemKinds(400, {
  client_id_reserved: title,
  role_missing: title,
});

const FULL_RETRY = { 'Retry-After': String(SYNC_LIMITS.fullRetryAfterSeconds) };

const noRoom = (code: NoRoomCode, noRoomTitle: string, detail: string): ProblemMaker =>
  problemKind({ status: 429, code, title: noRoomTitle, detail, headers: FULL_RETRY });

/** Its person has too much of something that time or staff take away: nothing is lost, and it may come again. */
const NO_ROOM = {
  too_much_parked: noRoom(
    'too_much_parked',
    'Too much of yours is parked and waits for a decision',
    'Keep it and send it again: it is taken once some of what is parked has been decided.',
  ),
  too_many_streams: noRoom(
    'too_many_streams',
    'Too many streams of yours are new',
    `Go on with one that you have, or send it again later: streams count for ${SYNC_LIMITS.streamsCountedDays} days.`,
  ),
  too_many_installs: noRoom(
    'too_many_installs',
    'Too many installs of yours are new',
    `Go on with one that you have, or send it again later: installs count for ${SYNC_LIMITS.streamsCountedDays} days.`,
  ),
} satisfies Readonly<Record<NoRoomCode, ProblemMaker>>;

/** Why a push may not be called a success. */
export const PUSH_PROBLEMS: readonly ProblemKind[] = [
  groupNotFound,
  mutationGap,
  NO_ROOM.too_many_streams,
  NO_ROOM.too_many_installs,
  ...Object.values(REFUSALS),
];

/** The problem of a push that cannot be called a success. The phone keeps what it sent. */
export function pushProblem(answer: Refused): Problem {
  if (answer.kind === 'forbidden') return groupNotFound();
  if (answer.kind === 'refused') return REFUSALS[answer.refusal.code]({ detail: answer.refusal.detail });
  const { mutations } = JSON.parse(answer.body) as PushResponse;
  if (answer.kind === 'no_room') return NO_ROOM[answer.code]({ extensions: { clientID: answer.clientId, mutations } });
  return mutationGap({
    detail: `The stream goes on with id ${answer.expectedId}.`,
    extensions: { expectedId: answer.expectedId, clientID: answer.clientId, mutations },
  });
}

const tooManyPushes = problemKind({
  status: 429,
  code: 'too_many_pushes',
  title: 'Too many pushes of yours are waiting',
  headers: RETRY,
});

/** So many pulls of one person are under way. */
export const tooManyPulls = problemKind({
  status: 429,
  code: 'too_many_pulls',
  title: 'Too many pulls of yours are under way',
  headers: RETRY,
});

const overloaded = problemKind({
  status: 503,
  code: 'overloaded',
  title: 'Too much is waiting to be decided',
  headers: RETRY,
});

/** Why the pipeline may put a write off. */
export const TRY_AGAIN_PROBLEMS: readonly ProblemKind[] = [
  tooManyPushes,
  NO_ROOM.too_much_parked,
  overloaded,
  platformKind('database_unavailable'),
  platformKind('database_busy'),
  platformKind('database_exhausted'),
  platformKind('database_refuses'),
  platformKind('shutting_down'),
  platformKind('outcome_unknown'),
];

/** Runs what the pipeline may put off: "try again" becomes 429 or 503 with Retry-After. */
export async function orTryAgain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TryAgain) throw TRY_AGAIN[error.reason](error.cause);
    throw error;
  }
}

const TRY_AGAIN: Readonly<Record<TryAgain['reason'], (cause: unknown) => Problem>> = {
  busy: () => tooManyPushes(),
  overloaded: () => overloaded(),
  too_much_parked: () => NO_ROOM.too_much_parked(),
  too_many_streams: () => NO_ROOM.too_many_streams(),
  too_many_installs: () => NO_ROOM.too_many_installs(),
  database: (cause) => databaseProblem(cause) ?? platformProblem('database_unavailable', { cause }),
  closing: () => platformProblem('shutting_down'),
  unknown: (cause) => platformProblem('outcome_unknown', { cause }),
};

/** Parked work, or a parked event, behind earlier work of its lane. */
export const laneBlocked = problemKind({
  status: 409,
  code: 'lane_blocked',
  title: 'Earlier work of the same lane waits before it',
});

/** Nobody may give it other contents. */
export const notCorrectable = problemKind({
  status: 409,
  code: 'not_correctable',
  title: 'This cannot be corrected by anybody',
  detail: 'It carries an approval, a consent or somebody’s identity. Replay it as it is, or discard it.',
});

/** Whose work it is neither corrects it nor has it decided or refused. */
const ownWork = problemKind({
  status: 403,
  code: 'own_work',
  title: 'It is your own work: somebody else has to do this',
});

/** Corrected work that takes two people. */
const needsAnother = problemKind({
  status: 409,
  code: 'needs_another',
  title: 'Somebody else than who corrected it has to have it decided',
});

/** Somebody corrected it, or corrected it again, after whoever wants it decided had looked. */
const correctionChanged = problemKind({
  status: 409,
  code: 'correction_changed',
  title: 'It is not corrected as you saw it',
  detail: 'Look at it again, and name its `correctionHash`.',
});

/** Why a person may not correct parked work, or have it decided. */
export const CORRECTION_PROBLEMS = {
  not_correctable: notCorrectable,
  own_work: ownWork,
  needs_another: needsAnother,
  correction_changed: correctionChanged,
} as const;

/** Arguments that staff give are bounded as those that are sent. */
export const correctionTooLarge = problemKind({
  status: 400,
  code: 'mutation_too_large',
  title: PIPELINE_CODES.mutation_too_large,
});
