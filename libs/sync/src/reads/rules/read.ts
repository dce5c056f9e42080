/**
 * Reads: whom staff looked at. One row for each answer that showed a member of staff somebody else's data.
 *
 * Invariants: written before the answer leaves, in a commit of the chain; never changed; nobody sees it in their views. Whom it was
 * about stands there as pseudonyms, so that the list itself tells nothing of anybody to whoever does not know whom to ask for.
 */
import { defineEntity } from '../../define/entity.ts';

export interface ReadState {
  readonly readId: string;
  /** Who looked, and in which roles. */
  readonly by: string;
  readonly roles: readonly string[];
  /** Such as `GET /v1/ops/rides`. */
  readonly route: string;
  /** What the path named: an id of a ride, of a stream. */
  readonly about: readonly string[];
  /** Pseudonyms of whom the answer was about. */
  readonly people: readonly string[];
  /** Shared scopes of which it brought rows; who follows one is written down once in a while, not for each row. */
  readonly scopes: readonly string[];
  /** Null: the route asks for none, and none was given. */
  readonly reason: string | null;
  readonly atMs: number;
}

export const readKind = defineEntity<ReadState>({
  kind: 'read',
  id: ({ readId }) => readId,
  views: () => ({}),
  sensitivity: {
    readId: 'plain',
    by: 'personal',
    roles: 'plain',
    route: 'plain',
    about: 'personal',
    people: 'personal',
    scopes: 'plain',
    reason: 'personal',
    atMs: 'plain',
  },
});
