import type { ErasedEntityKind } from './entity.ts';

/** Where a kind of entity lives: the properties of its row class are the state's properties, and `commit`. */
export interface EntityRegistration {
  readonly kind: ErasedEntityKind;
  /** The class that TypeORM knows the table by, or its name. */
  readonly table: string | (abstract new (...args: never[]) => object);
}
