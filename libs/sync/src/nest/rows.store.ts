import type { ObjectLiteral } from 'typeorm';
import type { SyncDatabase } from '../commit/entity-table.store.ts';
import type { EntityKind } from '../define/entity.ts';
import type { SyncRegistry } from '../define/registry.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { ServerModule } from './server-module.ts';

/**
 * Reads of a module's own rows by what stands in them, for its routes and handlers that want no store of their own. Each module
 * has its own, by `nestModuleOf`. Nothing is written here.
 */
export class Rows {
  readonly #database: SyncDatabase;
  readonly #registry: SyncRegistry;
  readonly #module: Pick<ServerModule, 'definition' | 'rows'>;

  constructor(database: SyncDatabase, registry: SyncRegistry, module: Pick<ServerModule, 'definition' | 'rows'>) {
    this.#database = database;
    this.#registry = registry;
    this.#module = module;
  }

  /**
   * The states of a kind's rows that have these values, the last changed first, at most `SYNC_LIMITS.foundRowsMax`.
   *
   * @throws Error when the kind is another module's, or nobody's
   */
  async where<S extends object>(
    { kind }: Pick<EntityKind<S>, 'kind' | 'key'>,
    values: Partial<NoInfer<S>>,
  ): Promise<readonly S[]> {
    const { definition, rows } = this.#module;
    const row = Object.hasOwn(rows, kind) ? rows[kind] : undefined;
    if (!row) throw this.#refusal(definition.name, kind);
    const repository = this.#database.getRepository<ObjectLiteral>(row);
    const found = await repository.find({ where: values, order: { commit: 'DESC' }, take: SYNC_LIMITS.foundRowsMax });
    return found.map(({ commit: _commit, ...state }) => state as S);
  }

  #refusal(name: string, kind: string): Error {
    const owner = this.#registry.ownerOf(kind);
    if (owner === undefined) return new Error(`no module brings the kind ${kind}`);
    return new Error(
      `${name} asks for whole rows of ${kind}, which are ${owner}'s: need them in a decision by a reading that ${owner} publishes, ` +
        'or declare an abstract class that apps/api binds',
    );
  }
}
