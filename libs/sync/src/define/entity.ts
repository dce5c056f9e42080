/**
 * Entity kinds: what may be decided about, and who may see it.
 * Invariants: `views` is a pure function of the state alone; a view's key is `<kind>/<id>` in every scope.
 */
import type { Json } from '../wire/canonical-json.ts';
import type { FieldSensitivity, Sensitivity } from './sensitivity.ts';

/** Names one row by its primary key. The type parameter is the row's state; it exists for the compiler only. */
export interface EntityKey<S = unknown> {
  readonly kind: string;
  readonly id: string;
  /** What of the row is shown to whoever needs it by this key; absent: the whole state. */
  readonly reading?: Reading;
  readonly __state?: S;
}

/**
 * What one module may know of another's row: a part of its state, and nothing else of it (ADR 17). The owner of the kind
 * publishes it in its definition.
 */
export interface Reading<S = never, R = unknown> {
  readonly kind: string;
  readonly narrow: (state: S) => R;
}

/** A reading that can be asked for by primary key. */
export interface KeyedReading<S, R> extends Reading<S, R> {
  readonly key: (id: string) => EntityKey<R>;
}

/** Declares what another module may know of the rows of a kind. `narrow` is pure, and names each property it shows. */
export function defineReading<S, R>(kind: string, narrow: (state: S) => R): KeyedReading<S, R> {
  const reading: KeyedReading<S, R> = { kind, narrow, key: (id) => ({ kind, id, reading }) };
  return reading;
}

/** Publishes a reading of one's own kind. The compiler checks that the kind has what the reading shows. */
export function publishReading<T, R>(kind: Pick<EntityKind<T>, 'kind' | 'key'>, reading: Reading<T, R>): Reading {
  if (kind.kind !== reading.kind) throw new Error(`a reading of ${reading.kind} is no reading of ${kind.kind}`);
  return reading;
}

/** What a decision does to one row: its new state, or null when it is gone. */
export interface Change<S = unknown> {
  readonly kind: string;
  readonly id: string;
  readonly state: S | null;
}

/** The rows that scopes see: scope name to value. A scope that is absent does not see the entity (any more). */
export type Views = Readonly<Record<string, Json>>;

/** Says what a person's own row of a kind looks like, by its type alone. */
export interface RowKind<Row = unknown> {
  readonly kind: string;
  readonly __row?: Row;
}

/** Views that show rows of one form. */
export type ViewsOf<Row> = Views & Readonly<Record<string, Row>>;

/** A kind of entity. `Row` is what a person holds of it under its own key: the whole state, unless its views show less. */
export interface EntityKind<S = unknown, Row = S> extends RowKind<Row> {
  readonly id: (state: S) => string;
  readonly views: (state: S) => Views;
  readonly sensitivity: FieldSensitivity<S>;
  readonly key: (id: string) => EntityKey<S>;
  readonly put: (state: S) => Change<S>;
  readonly remove: (id: string) => Change<S>;
}

/** An entity kind as the registry holds it: the type of its state erased. */
export interface ErasedEntityKind {
  readonly kind: string;
  readonly id: (state: never) => string;
  readonly views: (state: never) => Views;
  readonly sensitivity: Readonly<Record<string, Sensitivity>>;
}

/**
 * Declares an entity kind: its name, its primary key, and which scopes see it and how.
 *
 * @typeParam Row what people see of it; the state itself without it
 * @typeParam StaffRow what shared scopes of staff see of it, where that is something else
 */
export function defineEntity<S, Row = S, StaffRow = never>(spec: {
  readonly kind: string;
  readonly id: (state: S) => string;
  readonly views: (state: S) => ViewsOf<Row | StaffRow>;
  /** What staff may be shown of each field beyond its views, in the rows of an outcome. Secrets are left out of shared scopes. */
  readonly sensitivity: FieldSensitivity<S>;
}): EntityKind<S, Row> {
  const { kind, id, views, sensitivity } = spec;
  return {
    kind,
    id,
    views,
    sensitivity,
    key: (value) => ({ kind, id: value }),
    put: (state) => ({ kind, id: id(state), state }),
    remove: (value) => ({ kind, id: value, state: null }),
  };
}

/** The text that names a row on the wire, in bases and in views: `ride/0198…`. */
export function keyText(key: { readonly kind: string; readonly id: string }): string {
  return `${key.kind}/${key.id}`;
}
