/**
 * A server in memory that speaks the protocol and decides by the real functions: for tests of apps, and of this library.
 * Not a model of the real server's speed, limits or storage.
 */
import {
  canonicalJson,
  clockShiftMs,
  fromOrder,
  keyText,
  reconcile,
  sync,
  SyncRegistry,
  notifyOvertaken,
  toOrder,
  type Actor,
  type Change,
  type EntityKey,
  type Json,
  type ModuleDefinition,
  type Outcome,
  type Overtaken,
  type PullRequest,
  type PullResponse,
  type PullWish,
  type PushRequest,
  type PushResult,
  type Verdict,
  type Views,
  type WireMutation,
} from '#sync/client';
import { forgetAll, problem, type ScriptedReply } from './scripted-replies.ts';
import { emptyState, scopeDigest, writeChange, type ServerState } from './server-state.ts';

export interface ScriptedServerOptions {
  /** What the app can do: `rides` and the like. `sync` is always there. */
  readonly modules: readonly ModuleDefinition[];
  readonly nowMs?: () => number;
}

export class ScriptedServer {
  readonly #options: ScriptedServerOptions;
  readonly #registry: SyncRegistry;
  /** Everything it holds. */
  state: ServerState = emptyState();
  /** Mutations decided, in order, as `clientID/id`: one that stands twice was done twice. */
  readonly decided: string[] = [];
  /** Names of mutations that it parks instead of deciding. */
  readonly parks = new Set<string>();
  /** Names of mutations that it has no room to park: they, and what stands behind them in their streams, are not taken. */
  readonly noRoomFor = new Set<string>();
  /** Names of mutations for which it refuses the whole push with 400. */
  readonly chokesOn = new Set<string>();
  /** Installs that were taken out of service: what they send is held, and they are told to forget. */
  readonly revoked = new Set<string>();
  /** How long the offline credentials that it gives are good, in ms; null: it gives none. */
  credentialMs: number | null = null;
  /** Cash that they allow without contact, in cents. */
  cashLimitCents = 0;
  /** Whether its answer to a push brings what is new. */
  pullsAlong = true;
  readonly #pages = new Map<number, PullResponse[]>();

  constructor(options: ScriptedServerOptions) {
    this.#options = options;
    this.#registry = new SyncRegistry([sync, ...options.modules]);
  }

  /** A copy of everything, to go back to. */
  backup(): ServerState {
    return structuredClone(this.state);
  }

  /** Goes back to a backup, as an operator does: under a new epoch, unless they forget. */
  restore(backup: ServerState, options: { readonly raiseEpoch: boolean } = { raiseEpoch: true }): void {
    const epoch = this.state.epoch + 1;
    this.state = structuredClone(backup);
    if (options.raiseEpoch) this.state.epoch = epoch;
  }

  /** Something else changes a row: another phone, staff. */
  put(change: Change): void {
    this.state.commit += 1;
    this.#write(change);
  }

  /** Decides what was parked. */
  decideParked(ref: string, mutation: WireMutation, actor: Actor): void {
    this.state.commit += 1;
    const device = this.state.clients.get(mutation.clientID)?.groupID;
    this.#outcomeFor(mutation, device === undefined ? actor : { ...actor, device }, { ref, shiftMs: 0 });
  }

  /** Answers a request of the person. */
  answer(path: string, body: unknown, actor: Actor): ScriptedReply {
    if (path === '/v1/sync/push') return this.#push(body as PushRequest, actor);
    if (path === '/v1/sync/pull') return this.#pull(body as PullRequest, actor);
    if (path === '/v1/devices/credential') return this.#credential(body as { clientGroupID: string }, actor);
    return problem(404, 'not_found');
  }

  /** Not signed: the terms alone. */
  #credential(
    { clientGroupID: groupId }: { readonly clientGroupID: string },
    { subject, roles }: Actor,
  ): ScriptedReply {
    if (this.revoked.has(groupId)) return problem(409, 'device_revoked');
    if (this.credentialMs === null) return problem(403, 'permission_denied');
    const issuedAtMs = this.#options.nowMs?.() ?? 0;
    const expiresAtMs = issuedAtMs + this.credentialMs;
    const terms = {
      subject,
      groupId,
      roles: [...roles],
      issuedAtMs,
      expiresAtMs,
      cashLimitCents: this.cashLimitCents,
      policyVersion: '1',
    };
    return { status: 200, body: { credential: 'scripted', terms } };
  }

  #push({ clientGroupID, mutations, pull, sentAt }: PushRequest, actor: Actor): ScriptedReply {
    const owner = this.state.owners.get(clientGroupID) ?? actor.subject;
    if (owner !== actor.subject) return problem(404, 'client_group_not_found');
    if (mutations.some(({ name }) => this.chokesOn.has(name))) return problem(400, 'body_invalid');
    if (mutations.length > 0) {
      this.state.owners.set(clientGroupID, owner);
      this.state.commit += 1;
    }
    const sending = { sentAtMs: sentAt ?? null, receivedAtMs: this.#options.nowMs?.() ?? sentAt ?? 0 };
    const asker = { ...actor, device: clientGroupID };
    const taken = this.#withRoom(mutations);
    const results = taken.map((mutation) => this.#one(mutation, asker, clockShiftMs(sending)));
    if (taken.length < mutations.length) {
      const { body } = problem(429, 'too_much_parked');
      return { status: 429, body: { ...(body as object), mutations: results } as never };
    }
    const gap = results.find(({ result }) => 'error' in result && result.error === 'gap');
    if (!gap)
      return {
        status: 200,
        body: { kind: 'MutateResponse', mutations: results, ...this.#along(pull, clientGroupID, actor) } as never,
      };
    const { body } = problem(409, 'mutation_gap');
    return { status: 409, body: { ...(body as object), mutations: results } as never };
  }

  #withRoom(mutations: readonly WireMutation[]): readonly WireMutation[] {
    const full = new Set<string>();
    return mutations.filter(({ clientID, name }) => {
      if (this.noRoomFor.has(name)) full.add(clientID);
      return !full.has(clientID);
    });
  }

  #along(wish: PushRequest['pull'], clientGroupID: string, actor: Actor): { readonly pull?: Json } {
    const reply = wish && this.pullsAlong ? this.#pull({ ...wish, clientGroupID }, actor) : null;
    return reply?.status === 200 ? { pull: reply.body } : {};
  }

  #one(mutation: WireMutation, actor: Actor & { readonly device: string }, shiftMs: number): PushResult {
    const { clientID, id, name, args } = mutation;
    const ref = `${clientID}/${id}`;
    const contents = canonicalJson({ name, args });
    const lastId = this.state.clients.get(clientID)?.lastId ?? 0;
    const stored = this.state.ledger.get(ref);
    if (stored && stored.contents === contents) return { id: { clientID, id }, result: stored.outcome, replayed: true };
    if (stored) return { id: { clientID, id }, result: { error: 'id_reused', message: 'used' } };
    if (id !== lastId + 1) return { id: { clientID, id }, result: { error: 'gap', expectedId: lastId + 1 } };
    this.state.clients.set(clientID, { groupID: actor.device, lastId: id, commit: this.state.commit });
    this.decided.push(ref);
    return { id: { clientID, id }, result: this.#outcomeFor(mutation, actor, { ref, shiftMs }) };
  }

  #outcomeFor(mutation: WireMutation, actor: Actor, { ref, shiftMs }: { ref: string; shiftMs: number }): Outcome {
    const { commit } = this.state;
    const { name, args } = mutation;
    const isHeld = this.#isHeld(mutation, actor);
    const verdict = isHeld || this.parks.has(name) ? null : this.#decide(mutation, actor, shiftMs);
    const outcome = verdict
      ? this.#outcomeOf(verdict, mutation, actor)
      : { outcome: 'parked' as const, commit, code: isHeld ? 'device_revoked' : 'defect' };
    for (const change of verdict?.changes ?? []) this.#write(change);
    this.state.ledger.set(ref, { contents: canonicalJson({ name, args }), outcome });
    this.#notifyOwner(mutation, actor, outcome);
    if (verdict) this.#notifyOthers(mutation, { ref, actor, verdict });
    return outcome;
  }

  #isHeld({ name }: WireMutation, { device }: Actor): boolean {
    return this.revoked.has(device ?? '') && this.#registry.definitions.get(name)?.priority !== 'emergency';
  }

  #notifyOthers({ name }: WireMutation, asked: Pick<Overtaken, 'ref' | 'actor' | 'verdict'>): void {
    const definition = this.#registry.definitions.get(name);
    if (!definition) return;
    const { commit, rows } = this.state;
    const viewsOf = (key: EntityKey): Views => {
      const row = rows.get(keyText(key));
      return this.#registry.viewsOf({ ...key, state: row?.state ?? null });
    };
    const actorScopes = this.#registry.scopesOf(asked.actor);
    const subjectOf = (scope: string) => this.#registry.subjectOf(scope);
    const nowMs = this.#decidedAtMs();
    const told = notifyOvertaken({ ...asked, definition, actorScopes, commit, nowMs, viewsOf, subjectOf });
    for (const row of told) this.#write(row);
  }

  #decide(mutation: WireMutation, actor: Actor, shiftMs: number): Verdict | null {
    const { name, args, base, claimedAt, validUntil, offline = false } = mutation;
    const definition = this.#registry.definitions.get(name);
    const parsed = definition?.args.safeParse(args);
    if (!definition) return null;
    if (!parsed?.success)
      return { outcome: 'rejected', code: 'args_invalid', changes: [], events: [], changedKeys: [] };
    const nowMs = this.#options.nowMs?.() ?? claimedAt ?? 0;
    const validUntilMs = validUntil === undefined ? null : validUntil + shiftMs;
    const time = { nowMs, claimedAtMs: claimedAt ?? null, validUntilMs, clockShiftMs: shiftMs, offline };
    const attempt = { args: parsed.data, actor, time, base: base ?? null };
    return reconcile(definition, attempt, (key) => this.state.rows.get(keyText(key)), this.#registry);
  }

  #outcomeOf({ outcome, code, details, changedKeys }: Verdict, { name, args }: WireMutation, actor: Actor): Outcome {
    const scopes = this.#registry.scopesOf(actor);
    const theirs = changedKeys.flatMap((key) => {
      const views = this.#registry.viewsOf({ ...key, state: this.state.rows.get(keyText(key))?.state ?? null });
      const seen = Object.entries(views).find(([scope]) => scopes.includes(scope));
      return seen ? [[keyText(key), seen[1]] as const] : [];
    });
    const message = code === undefined ? undefined : this.#registry.definitions.get(name)?.codes[code];
    return {
      outcome,
      commit: this.state.commit,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(details === undefined ? {} : { details: details as never }),
      ...(outcome === 'conflict'
        ? { conflict: { yours: args as never, theirs: Object.fromEntries(theirs) as never } }
        : {}),
    };
  }

  #decidedAtMs(): number {
    return this.#options.nowMs?.() ?? this.state.commit;
  }

  #notifyOwner({ clientID, id, name }: WireMutation, { subject }: Actor, outcome: Outcome): void {
    const outcomeId = `${clientID}/${id}`;
    const isTold = outcome.outcome !== 'applied';
    if (!isTold && !this.state.rows.has(`outcome/${outcomeId}`)) return;
    const state = {
      outcomeId,
      subject,
      clientId: clientID,
      mutationId: id,
      name,
      outcome,
      decidedAtMs: this.#decidedAtMs(),
    };
    this.#write({ kind: 'outcome', id: outcomeId, state: isTold ? state : null });
  }

  #write(change: Change): void {
    writeChange(this.state, change, this.#registry.viewsOf(change));
  }

  #pull(request: PullWish & Pick<PullRequest, 'clientGroupID'>, actor: Actor): ScriptedReply {
    const { cookie, clientGroupID, pageRows = 10_000, driftedScopes = [] } = request;
    const { epoch, commit, clients } = this.state;
    const going = cookie?.page ? this.#pages.get(cookie.page.commit)?.shift() : undefined;
    if (going) return { status: 200, body: going as never };
    const order = toOrder(epoch, commit);
    if (this.revoked.has(clientGroupID)) return { status: 200, body: forgetAll(order) as never };
    if (cookie && cookie.order > order) return problem(409, 'cookie_ahead');
    const isFresh = !cookie || driftedScopes.length > 0 || fromOrder(cookie.order).epoch < epoch;
    const since = isFresh ? -1 : fromOrder(cookie.order).commit;
    const scopes = this.#registry.scopesOf(actor);
    const moved = [...clients].filter(([, client]) => client.groupID === clientGroupID && client.commit > since);
    const last: PullResponse = {
      cookie: { order, scopes: scopes.join(' ').slice(0, 64) },
      lastMutationIDChanges: Object.fromEntries(moved.map(([clientID, { lastId }]) => [clientID, lastId])),
      patch: this.#patch(scopes, since),
      more: false,
      scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeDigest(this.state, scope)])),
    };
    return { status: 200, body: this.#paged(last, pageRows, cookie) as never };
  }

  #patch(scopes: readonly string[], since: number): PullResponse['patch'] {
    const isFresh = since < 0;
    const rows = scopes.flatMap((scope) => [...(this.state.views.get(scope) ?? [])]);
    const owed = rows.filter(([, { value, commit }]) => (isFresh ? value !== null : commit > since));
    const operations = owed.map(([key, { value }]) =>
      value === null
        ? ({ op: 'del', key } as const)
        : ({ op: 'put', key, value: structuredClone(value) as never } as const),
    );
    return isFresh ? [{ op: 'clear' }, ...operations] : operations;
  }

  #paged(last: PullResponse, pageRows: number, cookie: PullRequest['cookie']): PullResponse {
    if (last.patch.length <= pageRows) return last;
    const commit = this.#pages.size + 1;
    const page = { commit, scope: '', key: '', owedSince: 0, clearedAt: 0 };
    const between = { order: cookie?.order ?? toOrder(this.state.epoch, 0), scopes: last.cookie.scopes, page };
    const pages: PullResponse[] = [];
    for (let at = 0; at < last.patch.length; at += pageRows) {
      const patch = last.patch.slice(at, at + pageRows);
      const isLast = at + pageRows >= last.patch.length;
      pages.push(
        isLast ? { ...last, patch } : { cookie: between, lastMutationIDChanges: {}, patch, more: true, scopes: {} },
      );
    }
    this.#pages.set(commit, pages.slice(1));
    return pages[0] ?? last;
  }
}
