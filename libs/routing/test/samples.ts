/** Samples and a small stage for the specs of routing: decisions go through the real `reconcile`. */
import {
  canonicalJson,
  keyText,
  reconcile,
  type Actor,
  type Change,
  type MutationDefinition,
  type Row,
  type Verdict,
} from '#sync/client';
import { routingEvents } from '../src/contracts.ts';
import { PLACES } from '../data/places.ts';
import type { Closure, Zone } from '../src/state.ts';
import type { LatLon } from '../src/rules/map/map-page.ts';

export const NOW_MS = 1_780_000_000_000;
export const DAY_MS = 86_400_000;
export const DISPATCHER: Actor = { subject: 'dispatcher-a', roles: ['dispatcher'] };
export const SAFETY: Actor = { subject: 'safety-a', roles: ['safety'] };
export const RIDER: Actor = { subject: 'rider-a', roles: ['rider'] };
export const SYSTEM: Actor = { subject: 'system', roles: ['system'] };

/** Where a place of the product is. */
export function placeAt(id: string): LatLon {
  const place = PLACES.find((one) => one.id === id);
  if (!place) throw new Error(`no place ${id}`);
  return { lat: place.lat, lon: place.lon };
}

/** A flood on the East Coast Road, in force since yesterday. */
export function sampleClosure(overrides: Partial<Closure> = {}): Closure {
  return {
    closureId: 'flood',
    reason: 'Flood at Cattlewash',
    edges: ['BATH-CATT', 'CATT-BELL'],
    points: [],
    fromMs: NOW_MS - DAY_MS,
    toMs: null,
    openedAtMs: NOW_MS - DAY_MS,
    liftedAtMs: null,
    ...overrides,
  };
}

export const PORT_RING = [-59_633_000, 13_100_000, -59_626_500, 13_100_000, -59_628_500, 13_111_000];

/** The port, closed for pickups since yesterday. */
export function sampleZone(overrides: Partial<Zone> = {}): Zone {
  return {
    zoneId: 'port',
    kind: 'no_pickup',
    name: 'Bridgetown Port',
    reason: 'Cruise season',
    rings: [PORT_RING],
    fromMs: NOW_MS - DAY_MS,
    toMs: null,
    assumed: false,
    ...overrides,
  };
}

/** Decides a mutation on these rows, as the pipeline would. Events are checked against their schemas. */
export function play(
  definition: MutationDefinition,
  scene: { readonly args: unknown; readonly actor?: Actor; readonly rows?: readonly Change[] },
): Verdict {
  const { args, actor = DISPATCHER, rows = [] } = scene;
  const found = new Map<string, Row>(rows.map((row) => [keyText(row), { state: row.state, commit: 1 }]));
  const time = { nowMs: NOW_MS, claimedAtMs: null, validUntilMs: null, offline: false };
  const parsed = definition.args.safeParse(args);
  // The pipeline sees to the form of arguments before it asks for a decision.
  if (!parsed.success) return { outcome: 'rejected', code: 'args_invalid', changes: [], events: [], changedKeys: [] };
  const attempt = { args: parsed.data, actor, time, base: null };
  const before = canonicalJson(rows);
  const verdict = reconcile(definition, attempt, (key) => found.get(keyText(key)));
  if (canonicalJson(rows) !== before) throw new Error('the decision changed its input');
  for (const event of verdict.events) {
    routingEvents.find(({ type }) => type === event.type)?.schema.parse(event.payload);
  }
  return verdict;
}
