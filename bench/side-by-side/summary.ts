/** From single runs to the lines of a table. Pure. */
import type { Measured } from './measure.ts';
import type { Case, ClientName } from './plan.ts';

/** One client under one set of conditions, over all rounds. Times are milliseconds; null: not reached. */
export interface Line {
  readonly case: string;
  readonly client: ClientName;
  readonly rounds: number;
  /** Rounds that ended before patience did. */
  readonly finished: number;
  readonly inSyncP50Ms: number | null;
  readonly inSyncP95Ms: number | null;
  readonly answeredP50Ms: number | null;
  /** Mutations answered in the round that got least far. */
  readonly answeredMin: number;
  readonly bytesUpP50: number;
  readonly bytesDownP50: number;
  readonly requestsP50: number;
  /** The same client's bytes without the cut; null for cases without one. */
  readonly bytesUncut: number | null;
  /** Of all rounds together. */
  readonly sentAfterAnswer: number;
  readonly lost: number;
  readonly doubled: number;
  /** Requests and replies that the link swallowed, of all rounds together. */
  readonly exchangesLost: number;
  readonly sosP50Ms: number | null;
  readonly sosP95Ms: number | null;
  readonly sosRequestP50: number | null;
  readonly sosRequestMax: number | null;
}

/** The value that so many of all do not exceed (nearest rank); null counts as never. */
export function percentile(values: readonly (number | null)[], share: number): number | null {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return found === undefined || found === Number.POSITIVE_INFINITY ? null : found;
}

/** A line for each case and client that ran. */
export function summarize(
  cases: readonly Case[],
  clients: readonly ClientName[],
  runs: readonly Measured[],
): readonly Line[] {
  return cases.flatMap((each) =>
    clients.flatMap((client) => {
      const own = runs.filter((run) => run.case === each.name && run.client === client);
      return own.length === 0 ? [] : [lineOf(each.name, client, own)];
    }),
  );
}

function lineOf(name: string, client: ClientName, runs: readonly Measured[]): Line {
  const middle = (pick: (run: Measured) => number | null, share = 0.5) => percentile(runs.map(pick), share);
  const sum = (pick: (run: Measured) => number) => runs.reduce((total, run) => total + pick(run), 0);
  return {
    case: name,
    client,
    rounds: runs.length,
    finished: runs.filter(({ inSyncAtMs }) => inSyncAtMs !== null).length,
    inSyncP50Ms: middle((run) => run.inSyncAtMs),
    inSyncP95Ms: middle((run) => run.inSyncAtMs, 0.95),
    answeredP50Ms: middle((run) => run.recording.answeredAtMs),
    answeredMin: Math.min(...runs.map((run) => run.recording.answered)),
    bytesUpP50: middle((run) => run.link.bytesUp) ?? 0,
    bytesDownP50: middle((run) => run.link.bytesDown) ?? 0,
    requestsP50: middle((run) => run.link.requests) ?? 0,
    bytesUncut: middle((run) => run.uncutBytes),
    sentAfterAnswer: sum((run) => run.recording.sentAfterAnswer),
    lost: sum((run) => run.lost),
    doubled: sum((run) => run.doubled),
    exchangesLost: sum((run) => run.link.losses.lost_request + run.link.losses.lost_reply),
    sosP50Ms: middle((run) => run.recording.sosAnsweredAtMs),
    sosP95Ms: middle((run) => run.recording.sosAnsweredAtMs, 0.95),
    sosRequestP50: middle((run) => run.recording.sosRequest),
    sosRequestMax: middle((run) => run.recording.sosRequest, 1),
  };
}
