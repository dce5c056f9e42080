/**
 * What a pull asks of the store, and what it answers: pure, so that every kind of cookie can be tried.
 *
 * Invariants: a page that is not the last owes its last ids to the last one; a cookie never runs backwards; a caller whose
 * scopes changed, whose device drifted, or whose cookie is of an earlier epoch is told to clear and gets a fresh snapshot.
 */
import { fromOrder, REVOKED_SCOPES, toOrder } from '../wire/cookie.ts';
import { formatDigest } from '../wire/digest.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Cookie, PatchOperation, PullResponse, PullWish } from '../wire/protocol.ts';
import type { Pulled, PulledRow, PullFrom } from './pull.store.ts';
import { wireKey } from '../define/scope.ts';

/** Why a device is told to clear. */
export type ClearReason = 'first' | 'scopes' | 'epoch' | 'drift' | 'forgotten';

export interface PullPlan {
  /** What a page's cookie says until the last page: it must not run backwards, nor ahead of what was given. */
  readonly order: number;
  readonly from: PullFrom;
  readonly owedSince: number;
  readonly clearedAt: number;
  readonly rowsMax: number;
  readonly clear: ClearReason | null;
}

const START: PullFrom = { commit: 0, scope: '', key: '' };

/** Plans a pull under the current epoch. A cookie from the future is the caller's to refuse: `planPull` returns null. */
export function planPull(
  request: PullWish,
  now: { epoch: number; commit: number; fingerprint: string; forgottenAt: number },
): PullPlan | null {
  const { cookie } = request;
  const rowsMax = request.pageRows ?? SYNC_LIMITS.pullPageRowsMax;
  const order = Math.max(cookie?.order ?? 0, toOrder(now.epoch, 0));
  const fresh = (clear: ClearReason): PullPlan => ({
    order,
    from: START,
    owedSince: 0,
    clearedAt: now.commit,
    rowsMax,
    clear,
  });
  if (cookie === null) return fresh('first');
  const { epoch, commit } = fromOrder(cookie.order);
  if (epoch > now.epoch || (epoch === now.epoch && commit > now.commit)) return null;
  if (epoch < now.epoch) return fresh('epoch');
  if (cookie.scopes !== now.fingerprint) return fresh('scopes');
  if (request.driftedScopes && request.driftedScopes.length > 0) return fresh('drift');
  if (seenTo(cookie) < now.forgottenAt) return fresh('forgotten');
  const going = { order: cookie.order, rowsMax, clear: null };
  if (!cookie.page) return { ...going, from: { ...START, commit: commit + 1 }, owedSince: commit, clearedAt: 0 };
  const { owedSince, clearedAt, ...from } = cookie.page;
  return { ...going, from, owedSince, clearedAt };
}

/**
 * The plan of a cookie that goes on from where it was, as nearly all do, made before the head is known: it holds if the
 * snapshot then read is of the cookie's epoch and not older. Null: it needs the head first.
 */
export function planWithoutHead(request: PullWish, fingerprint: string): PullPlan | null {
  if (request.cookie === null) return null;
  const plan = planPull(request, { ...fromOrder(request.cookie.order), fingerprint, forgottenAt: 0 });
  return plan?.clear === null ? plan : null;
}

/** Of what went up to this commit the device knows: its snapshot began then, or it was told. */
function seenTo({ order, page }: Cookie): number {
  return page ? Math.max(page.clearedAt, page.owedSince) : fromOrder(order).commit;
}

/** The answer to a pull. */
export function answerPull(plan: PullPlan, pulled: Pulled, fingerprint: string): PullResponse {
  const { rows, more } = pulled;
  const patch: PatchOperation[] = plan.clear === null ? [] : [{ op: 'clear' }];
  for (const row of rows) patch.push(toOperation(row));
  const last = rows.at(-1);
  if (more && last) {
    const { commit, scope, key } = last;
    const { order, owedSince, clearedAt } = plan;
    const cookie = { order, scopes: fingerprint, page: { commit, scope, key, owedSince, clearedAt } };
    return { cookie, lastMutationIDChanges: {}, patch, more, scopes: {} };
  }
  const cookie = { order: toOrder(pulled.epoch, pulled.commit), scopes: fingerprint };
  return { cookie, lastMutationIDChanges: pulled.lastIds, patch, more: false, scopes: digests(pulled) };
}

/** All that a device is told that was taken out of service: to forget. */
export function clearedPull({ epoch, commit }: Pick<Pulled, 'epoch' | 'commit'>): PullResponse {
  const cookie = { order: toOrder(epoch, commit), scopes: REVOKED_SCOPES };
  return { cookie, lastMutationIDChanges: {}, patch: [{ op: 'clear' }], more: false, scopes: {} };
}

function toOperation(row: PulledRow): PatchOperation {
  const key = wireKey(row.scope, row.key);
  return row.value === null ? { op: 'del', key } : { op: 'put', key, value: row.value as never };
}

function digests({ scopes }: Pulled): PullResponse['scopes'] {
  const told = Object.entries(scopes).map(
    ([scope, { rows, digest }]) => [scope, { rows, digest: formatDigest(BigInt(digest)) }] as const,
  );
  return Object.fromEntries(told);
}
