import {
  keyText,
  SyncRegistry,
  canonicalJson,
  type Actor,
  type Json,
  type PullRequest,
  type PushRequest,
  type Row,
} from '#sync';
import {
  answerPull,
  CHAIN_VERSION,
  chainDigest,
  chainedRows,
  diffViews,
  fold,
  followedRows,
  GENESIS_DIGEST,
  installKind,
  MissingRows,
  planLoad,
  planPull,
  PushService,
  scopesFingerprint,
  Sequencer,
  sha256,
  verifyChain,
  type FoldResult,
  type Pulled,
  type CommitRunner,
  type Handling,
  type InstallState,
  type ScopeDelta,
  type Step,
  type StepResult,
  type StoredCommit,
} from '#sync/testing';
import { MODULES } from '../../src/modules.ts';
import { MemoryDispatch } from './memory-dispatch.ts';
import { MemorySettlement } from './memory-settlement.ts';
import type { Random } from '../harness/random.ts';
import type { FactAudit, FactEvent, FactMutation, Facts, SimReply, SimRequest, SimServer } from './sim-server.ts';

const START_MS = 1_780_000_000_000;

interface StoredView {
  readonly value: Json;
  readonly commit: number;
}

/** The pipeline with maps in the place of tables: the same intake, sequencer, plan, fold, views and pull as on Postgres. */
export class MemoryServer implements SimServer, CommitRunner {
  readonly outbox: FactEvent[] = [];
  readonly rows = new Map<string, Row>();
  readonly pushes: PushService;
  readonly registry = new SyncRegistry(MODULES.map(({ server }) => server.definition));
  readonly #dispatch: MemoryDispatch;
  readonly #clients = new Map<string, { groupId: string; lastMutationId: number; lastCommit: number }>();
  readonly #ledger = new Map<string, FactMutation & { readonly argsHash: string }>();
  /** Lane to its first parked work: nothing parked is ever decided here. */
  readonly #lanes = new Map<string, { clientId: string; mutationId: number }[]>();
  readonly #views = new Map<string, Map<string, StoredView>>();
  readonly #scopes = new Map<string, { rows: number; digest: bigint }>();
  readonly #commits: StoredCommit[] = [];
  readonly #audit: FactAudit[] = [];
  #nowMs = START_MS;
  #commit = 0;
  #digest = GENESIS_DIGEST;

  constructor(random: Random) {
    const sequencer = new Sequencer(this);
    this.pushes = new PushService({ sequencer, registry: this.registry, clock: () => this.#nowMs });
    const settlement = new MemorySettlement(this.pushes, () => this.#nowMs);
    this.#dispatch = new MemoryDispatch(this, random, settlement);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  deliver(requests: readonly SimRequest[]): Promise<readonly SimReply[]> {
    return Promise.all(
      requests.map(({ kind, actor, body }) =>
        kind === 'push' ? this.#push(actor, body as PushRequest) : this.#pull(actor, body as PullRequest),
      ),
    );
  }

  async work(elapsedMs: number): Promise<void> {
    this.#nowMs += elapsedMs;
    await this.#dispatch.work();
  }

  settle(): Promise<void> {
    return this.#dispatch.settle();
  }

  async headCommit(): Promise<number> {
    return this.#commit;
  }

  async close(): Promise<void> {}

  /** One group, one commit: what the runner on Postgres does, without a database. */
  async run(steps: readonly Step[], handling: Handling): Promise<readonly StepResult[]> {
    const folded = this.#fold(steps, handling);
    if (folded.ledger.length + folded.audit.length > 0) this.#store(folded);
    return folded.results;
  }

  async facts(): Promise<Facts> {
    return {
      headCommit: this.#commit,
      commits: this.#commits,
      ledger: [...this.#ledger.values()],
      clients: [...this.#clients].map(([clientId, client]) => ({ clientId, ...client })),
      rows: [...this.rows].map(([key, { state, commit }]) => {
        const at = key.indexOf('/');
        return { kind: key.slice(0, at), id: key.slice(at + 1), commit, state: state as Json };
      }),
      views: [...this.#views].flatMap(([key, byScope]) =>
        [...byScope].map(([scope, view]) => ({ scope, key, ...view })),
      ),
      scopes: [...this.#scopes].map(([scope, { rows, digest }]) => ({ scope, rows, digest: digest.toString() })),
      outbox: this.outbox,
      audit: this.#audit,
      chain: verifyChain(this.#commits, sha256),
    };
  }

  async #push(actor: Actor, body: PushRequest): Promise<SimReply> {
    const answer = await this.pushes.push(body, actor);
    if (answer.kind === 'answered') return { status: 200, text: answer.body };
    if (answer.kind === 'gap') return { status: 409, text: answer.body };
    if (answer.kind === 'forbidden') return { status: 404, text: 'client_group_not_found' };
    return answer.kind === 'no_room' ? { status: 429, text: answer.code } : { status: 400, text: answer.refusal.code };
  }

  async #pull(actor: Actor, request: PullRequest): Promise<SimReply> {
    const scopes = this.registry.scopesOf(actor);
    const fingerprint = scopesFingerprint(scopes);
    const plan = planPull(request, { epoch: 0, commit: this.#commit, fingerprint, forgottenAt: 0 });
    if (!plan) return { status: 409, text: 'cookie_ahead' };
    const owner = this.#ownerOf(request.clientGroupID);
    if (owner !== null && owner !== actor.subject) return { status: 404, text: 'client_group_not_found' };
    const found = this.#rowsAfter(scopes, plan.from, plan.clearedAt);
    const clients = [...this.#clients].filter(([, client]) => client.groupId === request.clientGroupID);
    const moved = clients.filter(([, { lastCommit }]) => lastCommit > plan.owedSince);
    const lastIds = Object.fromEntries(moved.map(([clientId, { lastMutationId }]) => [clientId, lastMutationId]));
    const told = [...this.#scopes].filter(([scope]) => scopes.includes(scope));
    const digests = new Map(
      told.map(([scope, { rows: count, digest }]) => [scope, { rows: count, digest: `${digest}` }]),
    );
    const pulled: Pulled = {
      epoch: 0,
      commit: this.#commit,
      forgottenAt: 0,
      owner,
      rows: found.slice(0, plan.rowsMax),
      more: found.length > plan.rowsMax,
      lastIds,
      scopes: Object.fromEntries(digests),
    };
    return { status: 200, text: JSON.stringify(answerPull(plan, pulled, fingerprint)) };
  }

  #ownerOf(groupId: string): string | null {
    const install = this.rows.get(keyText(installKind.key(groupId)))?.state as InstallState | undefined;
    return install?.subject ?? null;
  }

  #rowsAfter(scopes: readonly string[], from: { commit: number; scope: string; key: string }, clearedAt: number) {
    const rows: (StoredView & Place)[] = [];
    for (const [key, byScope] of this.#views) {
      for (const scope of scopes) {
        const view = byScope.get(scope);
        const row = view && { scope, key, ...view };
        if (row && compareRows(row, from) > 0 && (row.value !== null || row.commit > clearedAt)) rows.push(row);
      }
    }
    return rows.sort(compareRows);
  }

  #fold(steps: readonly Step[], handling: Handling): FoldResult {
    const { definitions } = this.registry;
    const plan = planLoad(steps, definitions);
    const rows = new Map<string, Row | null>(
      plan.keys.map((key) => [keyText(key), this.rows.get(keyText(key)) ?? null]),
    );
    for (const key of followedRows(steps, definitions, rows))
      rows.set(keyText(key), this.rows.get(keyText(key)) ?? null);
    const text = ({ result, argsHash }: { result: string; argsHash: string }) => ({ text: result, argsHash });
    const ledger = plan.refs.map((ref) => `${ref.clientId}#${ref.mutationId}`).filter((ref) => this.#ledger.has(ref));
    const loaded = {
      clients: this.#clients,
      ledger: new Map(ledger.map((ref) => [ref, text(this.#ledger.get(ref) ?? { result: '', argsHash: '' })])),
      parked: new Map(),
      lanes: new Map(plan.lanes.map((lane) => [lane, this.#lanes.get(lane) ?? []])),
      rows,
      seen: new Map(plan.baseKeys.map((key) => [key, new Set(this.#views.get(key)?.keys())])),
    };
    // Limits by person are the database's to show; here nobody has anything yet.
    const nothing = { streams: 0, installs: 0, parked: 0, parkedBytes: 0 };
    const subjects = steps.flatMap((step) => (step.kind === 'push' ? [step.intent.actor.subject] : []));
    const holdings = new Map(subjects.map((subject) => [subject, nothing]));
    const context = {
      commit: this.#commit + 1,
      nowMs: this.#nowMs,
      registry: this.registry,
      ...handling,
    };
    for (;;) {
      try {
        return fold(steps, { ...loaded, holdings }, context);
      } catch (error) {
        if (!(error instanceof MissingRows)) throw error;
        for (const key of error.keys) rows.set(keyText(key), this.rows.get(keyText(key)) ?? null);
      }
    }
  }

  #store(folded: FoldResult): void {
    const commit = (this.#commit += 1);
    this.#storeStreams(folded, commit);
    this.#storeViews(folded, commit);
    for (const [key, { state }] of folded.changes) {
      if (state === null) this.rows.delete(key);
      else this.rows.set(key, { state, commit });
    }
    this.outbox.push(...folded.events.map((event, ordinal) => ({ commit, ordinal, ...event })));
    for (const { entityId, metric, value, notes } of folded.audit) {
      const { stream = null, id = null } = notes as { stream?: string; id?: number };
      this.#audit.push({ commit, entityId, metric, value, stream, mutationId: id });
    }
    const content = {
      ...chainedRows(folded),
      epoch: 0,
      chainVersion: CHAIN_VERSION,
      commit,
      committedAtMs: this.#nowMs,
      effectsDigest: sha256(canonicalJson([...folded.changes.values()])),
    };
    const digest = chainDigest(this.#digest, content, sha256);
    this.#commits.push({ ...content, previousDigest: this.#digest, digest });
    this.#digest = digest;
  }

  #storeStreams(folded: FoldResult, commit: number): void {
    for (const [ordinal, { intent, outcome, text: result }] of folded.ledger.entries()) {
      const { actor, receivedAtMs: _, wireLane: __, ...rest } = intent;
      const { subject, roles } = actor;
      const ref = `${intent.clientId}#${intent.mutationId}`;
      if (this.#ledger.has(ref)) throw new Error(`${ref} is in the ledger already`);
      this.#ledger.set(ref, { ...rest, commit, ordinal, subject, roles, outcome, result });
    }
    for (const [clientId, client] of folded.clients) this.#clients.set(clientId, { ...client, lastCommit: commit });
    for (const { intent, lane } of folded.parked) {
      if (lane !== null && !this.#lanes.has(lane)) this.#lanes.set(lane, [intent]);
    }
  }

  #storeViews({ changes }: FoldResult, commit: number): void {
    const deltas = new Map<string, ScopeDelta>();
    for (const [key, change] of changes) {
      const stored = this.#views.get(key) ?? new Map<string, StoredView>();
      const live = [...stored].filter(([, { value }]) => value !== null);
      const before = new Map(live.map(([scope, { value }]) => [scope, value]));
      const after =
        change.state === null ? {} : (this.registry.kinds.get(change.kind)?.views(change.state as never) ?? {});
      for (const { scope, value } of diffViews({ key, before, after }, deltas)) {
        stored.set(scope, { value: value === null ? null : (JSON.parse(value) as Json), commit });
      }
      this.#views.set(key, stored);
    }
    for (const [scope, { rows, digest }] of deltas) {
      const old = this.#scopes.get(scope) ?? { rows: 0, digest: 0n };
      this.#scopes.set(scope, { rows: old.rows + rows, digest: (old.digest + digest) % 2n ** 64n });
    }
  }
}

interface Place {
  readonly commit: number;
  readonly scope: string;
  readonly key: string;
}

function compareRows(a: Place, b: Place): number {
  return a.commit - b.commit || compareText(a.scope, b.scope) || compareText(a.key, b.key);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
