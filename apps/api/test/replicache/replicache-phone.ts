import {
  keyText,
  neededKeys,
  reconcile,
  wireKey,
  type Actor,
  type EntityKey,
  type MutationDefinition,
  type Row,
} from '#sync';
import { OPS_SCOPE } from '#rides';
import { Replicache, type MutatorDefs, type ReadonlyJSONValue, type WriteTransaction } from 'replicache';
import { openPokes, pokesIn } from '../phone/index.ts';
import { breathe } from '../faults/eventually.ts';

/** Any number of phones with the unmodified Replicache client, deciding with the server's own functions. */
export interface ReplicachePhoneOptions {
  readonly name: string;
  readonly actor: Actor;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly url: string;
  readonly token: string;
}

/** One device. */
export class ReplicachePhone {
  readonly rep: Replicache<MutatorDefs>;
  /** What its person did, in order. */
  readonly acts: string[] = [];
  readonly #leave = new AbortController();
  /** The install, as the server will know it. */
  #device = '';
  readonly #named: Promise<void>;
  readonly #listening: Promise<void>;

  constructor({ name, actor, definitions, url, token }: ReplicachePhoneOptions) {
    this.rep = new Replicache({
      name,
      kvStore: 'mem',
      pushURL: `${url}/v1/sync/push`,
      pullURL: `${url}/v1/sync/pull`,
      auth: `Bearer ${token}`,
      schemaVersion: '1',
      pullInterval: null,
      requestOptions: { minDelayMs: 5, maxDelayMs: 50 },
      logSinks: [],
      mutators: mutatorsOf(definitions, () => ({ ...actor, device: this.#device })),
    });
    this.#named = this.rep.clientGroupID.then((groupId) => {
      this.#device = groupId;
    });
    this.#listening = this.#pullAtPokes(url, token);
  }

  /** Does something: decided here at once, and by the server later. */
  async act(name: string, args: ReadonlyJSONValue): Promise<void> {
    await this.#named;
    this.acts.push(name);
    await this.rep.mutate[name]?.(args);
  }

  /** Everything it shows. */
  async rows(): Promise<Map<string, unknown>> {
    return new Map(await this.rep.query((tx) => tx.scan().entries().toArray()));
  }

  async row<T>(key: string): Promise<T | undefined> {
    return (await this.rep.query((tx) => tx.get(key))) as T | undefined;
  }

  async pendingCount(): Promise<number> {
    return (await this.rep.experimentalPendingMutations()).length;
  }

  async close(): Promise<void> {
    this.#leave.abort();
    await this.#listening;
    await this.rep.close();
  }

  /** Pokes may be lost with their connection: the first one of each connection comes at once. */
  async #pullAtPokes(url: string, token: string): Promise<void> {
    const { signal } = this.#leave;
    while (!signal.aborted) {
      try {
        // A pull may fail for as long as the network does: the client tries again by itself.
        for await (const _order of pokesIn(await openPokes(url, token, signal)))
          void this.rep.pull().catch(() => undefined);
      } catch {
        await breathe(10);
      }
    }
  }
}

function mutatorsOf(definitions: ReplicachePhoneOptions['definitions'], whoActs: () => Actor): MutatorDefs {
  const mutators = [...definitions.values()].map(
    (definition) => [definition.name, mutatorOf(definition, whoActs)] as const,
  );
  return Object.fromEntries(mutators);
}

/** A refusal changes nothing here; the mutation is sent all the same, and its outcome comes back as a row. */
function mutatorOf(definition: MutationDefinition, whoActs: () => Actor) {
  return async (tx: WriteTransaction, args: ReadonlyJSONValue): Promise<void> => {
    const actor = whoActs();
    const rows = new Map<string, Row>();
    const lookup = (key: EntityKey) => rows.get(keyText(key));
    // The second time the rows of the first are there, which may name further ones.
    for (let round = 0; round < 2; round++) {
      for (const key of Object.values(neededKeys(definition, { args, actor }, lookup))) await load(tx, key, rows);
    }
    const nowMs = Date.now();
    const time = { nowMs, claimedAtMs: nowMs, validUntilMs: null, offline: false };
    const verdict = reconcile(definition, { args, actor, time, base: null }, lookup);
    for (const change of verdict.changes) {
      if (change.state === null) await tx.del(keyText(change));
      else await tx.set(keyText(change), change.state as ReadonlyJSONValue);
    }
  };
}

async function load(tx: WriteTransaction, key: EntityKey, rows: Map<string, Row>): Promise<void> {
  const state = (await tx.get(keyText(key))) ?? (await tx.get(wireKey(OPS_SCOPE, keyText(key))));
  if (state !== undefined) rows.set(keyText(key), { state, commit: 0 });
}
