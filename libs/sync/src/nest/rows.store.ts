import type { ObjectLiteral } from 'typeorm';
import type { RowClass, SyncDatabase } from '../commit/entity-table.store.ts';
import type { EntityKind } from '../define/entity.ts';
import { SYNC_LIMITS } from '../limits.ts';

/** Reads of rows by what stands in them, for routes that want no store of their own. Nothing is written here. */
export class Rows {
  readonly #database: SyncDatabase;
  readonly #classes: ReadonlyMap<string, RowClass>;

  constructor(database: SyncDatabase, classes: ReadonlyMap<string, RowClass>) {
    this.#database = database;
    this.#classes = classes;
  }

  /**
   * The states of a kind's rows that have these values, the last changed first, at most `SYNC_LIMITS.foundRowsMax`.
   *
   * @throws Error when no module of this server brings the kind
   */
  async where<S extends object>(
    { kind }: Pick<EntityKind<S>, 'kind' | 'key'>,
    values: Partial<NoInfer<S>>,
  ): Promise<readonly S[]> {
    const row = this.#classes.get(kind);
    if (!row) throw new Error(`no module brings the kind ${kind}`);
    const repository = this.#database.getRepository<ObjectLiteral>(row);
    const found = await repository.find({ where: values, order: { commit: 'DESC' }, take: SYNC_LIMITS.foundRowsMax });
    return found.map(({ commit: _commit, ...state }) => state as S);
  }
}
