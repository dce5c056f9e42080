/**
 * What a reply means. Pure.
 *
 * Invariants: only JSON of the form the protocol promises is an answer; every other reply, whatever its text says, keeps
 * everything on the device. Unknown members are ignored, so that an old phone understands a newer server.
 */
import type { Credential, PullResponse, PushResult } from '#sync/client';
import type { KeptCredential } from '../device/kept-credential.ts';
import { readRetryAfter } from '../queue/backoff.ts';
import type { TransportReply } from './transport.ts';

/** Why there is no answer now. The same words stand in the status that an app shows. */
export type NoAnswer =
  /** The network said no. */
  | 'unreachable'
  /** Connected, but nothing came back in time. */
  | 'silent'
  /** Somebody else answered: a sign-in page of a hotel, a proxy. */
  | 'portal'
  /** What was sent arrived spoilt: something on the way changes it. */
  | 'garbled'
  /** The server asks to come later. */
  | 'busy'
  /** The token was refused, or there is none. */
  | 'signed_out'
  /** The token, or the install, is another person's. */
  | 'wrong_person'
  /** The token does not say whose it is, and the app did not either. */
  | 'unknown_person'
  /** The app did not say in time whether there is a token. */
  | 'token_late'
  /** The token is good, but its person may not sync. */
  | 'forbidden'
  /** This install was taken out of service, for good. */
  | 'revoked'
  /** The server no longer speaks this app's version. */
  | 'update_needed';

const NO_CONTACT: ReadonlySet<string> = new Set(['unreachable', 'silent', 'portal', 'token_late'] satisfies NoAnswer[]);

/** Whether Bimride cannot be reached, as far as this device can tell. */
export function isNoContact(why: string | null): boolean {
  return why !== null && NO_CONTACT.has(why);
}

export type Reading<A> =
  | { readonly kind: 'answer'; readonly answer: A }
  | { readonly kind: 'none'; readonly why: NoAnswer; readonly retryAfterMs: number | null }
  /** The request itself was refused, for good. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** The view is newer than the server. */
  | { readonly kind: 'cookie_ahead' };

/** What a push brought: the results, and what is new if it was asked for and could be told. */
export interface PushAnswer {
  readonly results: readonly PushResult[];
  readonly pull: PullResponse | null;
}

/** Reads a reply to a push. A gap is an answer too, and so is that something of it finds no room: they carry the results so far. */
export function readPushReply(reply: TransportReply, nowMs: number): Reading<PushAnswer> {
  return read(reply, nowMs, (body, status) => {
    const isAnswer = status === 200 || PARTLY_TAKEN.has(`${status} ${String(body['code'])}`);
    const { mutations: results, pull } = body;
    if (!isAnswer || !Array.isArray(results) || !results.every(isPushResult)) return null;
    return { results, pull: isObject(pull) && isPullResponse(pull) ? pull : null };
  });
}

/** Reads a reply to a pull. */
export function readPullReply(reply: TransportReply, nowMs: number): Reading<PullResponse> {
  return read(reply, nowMs, (body, status) => (status === 200 && isPullResponse(body) ? body : null));
}

/** What has no result there was not taken, and waits on; what other streams hold goes on, and an emergency waits for nothing. */
const PARTLY_TAKEN: ReadonlySet<string> = new Set([
  '409 mutation_gap',
  '429 too_much_parked',
  '429 too_many_streams',
  '429 too_many_installs',
]);

/** Reads a reply to the question for an offline credential. */
export function readCredentialReply(reply: TransportReply, nowMs: number): Reading<KeptCredential> {
  return read(reply, nowMs, ({ credential, terms, smsKey }, status) => {
    if (status !== 200 || typeof credential !== 'string' || !isTerms(terms)) return null;
    return { credential, terms, ...(typeof smsKey === 'string' ? { smsKey } : {}) };
  });
}

function isTerms(value: unknown): value is Credential {
  if (!isObject(value)) return false;
  const { issuedAtMs, expiresAtMs, cashLimitCents, roles } = value;
  return [issuedAtMs, expiresAtMs, cashLimitCents].every(Number.isSafeInteger) && Array.isArray(roles);
}

type Body = Readonly<Record<string, unknown>>;

function read<A>(reply: TransportReply, nowMs: number, answerIn: (body: Body, status: number) => A | null): Reading<A> {
  const none = (why: NoAnswer, retryAfterMs: number | null = null) => ({ kind: 'none', why, retryAfterMs }) as const;
  const body = bodyOf(reply);
  if (body === null) return none('portal');
  const { status } = reply;
  const answer = answerIn(body, status);
  if (answer !== null) return { kind: 'answer', answer };
  if (status === 200) return none(body['error'] === 'VersionNotSupported' ? 'update_needed' : 'portal');
  const code = String(body['code']);
  const own = OWN_CODES[`${status} ${code}`];
  if (own) return own;
  if (status === 401) return none('signed_out');
  if (status === 403) return none('forbidden');
  // We send JSON: whoever could not read it says nothing of what stands in it.
  if (SPOILT.has(`${status} ${code}`)) return none('garbled');
  // A 404 without our code is some other server's.
  if (REFUSALS.has(status)) return { kind: 'refused', code, detail: detailOf(body) };
  return none(status === 404 ? 'portal' : 'busy', readRetryAfter(reply.retryAfter, nowMs));
}

function detailOf({ detail, title }: Body): string {
  return [detail, title].find((text) => typeof text === 'string') ?? '';
}

const REFUSALS: ReadonlySet<number> = new Set([400, 413, 415, 422]);
const SPOILT: ReadonlySet<string> = new Set([
  '400 body_malformed',
  '400 json_malformed',
  '415 content_coding_unsupported',
]);
const OWN_CODES: Readonly<Record<string, Exclude<Reading<never>, { kind: 'answer' }>>> = {
  '404 client_group_not_found': { kind: 'none', why: 'wrong_person', retryAfterMs: null },
  '409 device_revoked': { kind: 'none', why: 'revoked', retryAfterMs: null },
  '409 cookie_ahead': { kind: 'cookie_ahead' },
};

/** A problem document or an answer; null for anything that is not Bimride's. */
function bodyOf({ contentType, redirected, text }: TransportReply): Body | null {
  if (redirected || !/^application\/([\w.-]+\+)?json\b/i.test(contentType)) return null;
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const OUTCOME_NAMES: ReadonlySet<unknown> = new Set(['applied', 'rejected', 'conflict', 'expired', 'parked']);

function isPushResult(value: unknown): value is PushResult {
  if (!isObject(value) || !isObject(value['id']) || !isObject(value['result'])) return false;
  const { clientID, id } = value['id'];
  const { outcome, commit, error } = value['result'];
  const isOutcome = OUTCOME_NAMES.has(outcome) && Number.isSafeInteger(commit);
  return (
    typeof clientID === 'string' && Number.isSafeInteger(id) && (isOutcome || error === 'gap' || error === 'id_reused')
  );
}

function isPullResponse(body: Body): body is Body & PullResponse {
  const { cookie, patch, more, lastMutationIDChanges, scopes } = body;
  const hasForm = isObject(cookie) && Number.isSafeInteger(cookie['order']) && typeof more === 'boolean';
  return (
    hasForm && isObject(lastMutationIDChanges) && isObject(scopes) && Array.isArray(patch) && patch.every(isOperation)
  );
}

function isOperation(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { op, key } = value;
  if (op === 'clear') return true;
  return typeof key === 'string' && (op === 'del' || (op === 'put' && value['value'] !== undefined));
}
