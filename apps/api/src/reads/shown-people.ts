/**
 * What `@Shows` says of a route against what its answers may have: a look at somebody whom no path names, or at a path that leads
 * nowhere, would be written down by nobody and missed by nobody.
 */
import type { z } from 'zod';
import type { ShownData } from '../auth/access.ts';
import { isActorId, isPersonId } from '../openapi/common-schemas.ts';

/** What a route tells of itself, beside what it shows. */
export interface DescribedRoute {
  /** Schemas of its answers in JSON; undefined: it says nothing of them. */
  readonly answers: readonly z.ZodType[] | undefined;
  readonly query: z.ZodType | undefined;
  /** Fastify's pattern, such as `/v1/rides/:rideId`. */
  readonly path: string;
}

/** What stands at a path: a person's id, text that is called an id and does not say whose, anything at all, or something else. */
interface Place {
  readonly path: string;
  readonly is: 'person' | 'id' | 'anything' | 'other';
}

/** Things that have ids, by the last word before `Id`. Whatever else is called an id says by its schema that it is a person's. */
const THINGS =
  'Area Client Closure Device Discount Entry Event Group Key Line Payment Place Refund Ride Row Zone'.split(' ');
const CALLED_ID = /(^subject|^id|Ids?)$/;
const ID_OF_THING = new RegExp(`(^|[a-z])(${THINGS.join('|')})Ids?$`);

/** What is wrong with the word of a route about whose data it shows, each with what to do. */
export function shownFaults(shows: ShownData, route: DescribedRoute): readonly string[] {
  if (shows === 'caller' || shows === 'scopes') return [];
  const peopleAt = shows === 'nobody' ? [] : shows.peopleAt;
  if (route.answers === undefined && peopleAt.some((path) => path.startsWith('answer.')))
    return ['@Shows names people in an answer of which nothing is said: describe it with @Operation'];
  const inAnswer = (route.answers ?? []).flatMap((schema) => placesIn(schema, 'answer', ''));
  const places = [...inAnswer, ...(route.query ? placesIn(route.query, 'query', '') : []), ...paramsOf(route.path)];
  const remedy = shows === 'nobody' ? `'nobody' is shown: say @Shows({ peopleAt: [...] })` : 'add it to peopleAt';
  return [
    ...peopleAt.filter((path) => !leadsSomewhere(path, places)).map((path) => strayPath(path, places)),
    ...inAnswer.flatMap(({ path, is }) => {
      if (is === 'person' && !peopleAt.includes(path))
        return [`${path} is a person's id, which @Shows does not name: ${remedy}`];
      if (is !== 'id') return [];
      return [
        `${path} is an id of nobody knows what: personIdSchema says that it is a person's, actorSchema that it is staff's who did ` +
          `something, and its last word among THINGS (reads/shown-people.ts) that it is a thing's`,
      ];
    }),
  ];
}

function leadsSomewhere(path: string, places: readonly Place[]): boolean {
  if (path === 'params.*') return true;
  return places.some((place) => place.path === path || (place.is === 'anything' && path.startsWith(`${place.path}.`)));
}

function strayPath(path: string, places: readonly Place[]): string {
  const there = places.filter(({ is }) => is === 'person' || is === 'id').map((place) => place.path);
  return `@Shows names ${path}, which is not there: ${there.length === 0 ? 'no id is' : `there is ${there.join(', ')}`}`;
}

function paramsOf(path: string): readonly Place[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ path: `params.${name}`, is: 'other' }));
}

/** Wrappers, and where what an answer has of them is. */
const INNER: Readonly<Record<string, string>> = {
  optional: 'innerType',
  nullable: 'innerType',
  readonly: 'innerType',
  default: 'innerType',
  prefault: 'innerType',
  nonoptional: 'innerType',
  catch: 'innerType',
  pipe: 'out',
};

interface Definition {
  readonly type: string;
  /** `uuid`: things have such ids, people those of their tokens. */
  readonly format?: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly options?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
}

const ANYTHING: readonly string[] = ['any', 'unknown', 'custom', 'lazy', 'transform'];

/** Every place in a schema, by its path; `name` is that of the property it stands in. */
function placesIn(schema: z.ZodType, path: string, name: string): readonly Place[] {
  if (isPersonId(schema)) return [{ path, is: 'person' }];
  if (isActorId(schema)) return [{ path, is: 'other' }];
  const def = schema._zod.def as unknown as Definition & Readonly<Record<string, unknown>>;
  const inner = INNER[def.type];
  if (inner !== undefined) return placesIn(def[inner] as z.ZodType, path, name);
  if (def.shape) {
    const members = Object.entries(def.shape).flatMap(([key, member]) => placesIn(member, `${path}.${key}`, key));
    return def.catchall && def.catchall._zod.def.type !== 'never' ? [...members, { path, is: 'anything' }] : members;
  }
  const member = def.element ?? def.valueType;
  if (member) return placesIn(member, `${path}.*`, name);
  const same = def.options ?? [def.left, def.right].flatMap((one) => one ?? []);
  if (same.length > 0) return same.flatMap((one) => placesIn(one, path, name));
  if (def.items) return def.items.flatMap((one) => placesIn(one, `${path}.*`, name));
  if (ANYTHING.includes(def.type)) return [{ path, is: 'anything' }];
  const isId =
    def.type === 'string' &&
    def.format === undefined &&
    CALLED_ID.test(name) &&
    !ID_OF_THING.test(`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);
  return [{ path, is: isId ? 'id' : 'other' }];
}
