/** Samples for the specs of routing, and the stage on which they are played. */
import { sync, SYSTEM_ACTOR, type Actor, type MutationDefinition, type Verdict } from '#sync/client';
import { stageOf, type Scene } from '#sync/testing';
import { routing } from '../src/module.ts';
import { PLACES } from '../data/places.ts';
import type { Closure, Zone } from '../src/state.ts';
import type { LatLon } from '../src/rules/map/map-page.ts';

export const NOW_MS = 1_780_000_000_000;
export const DAY_MS = 86_400_000;
export const DISPATCHER: Actor = { subject: 'dispatcher-a', roles: ['dispatcher'] };
export const SAFETY: Actor = { subject: 'safety-a', roles: ['safety'] };
export const RIDER: Actor = { subject: 'rider-a', roles: ['rider'] };
export const SYSTEM = SYSTEM_ACTOR;

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

const stage = stageOf({ modules: [sync, routing], nowMs: NOW_MS });

/** Decides as a server does that has routing. DISPATCHER asks where nobody is named. */
export function play(definition: MutationDefinition, scene: Omit<Scene, 'actor'> & Partial<Scene>): Verdict {
  return stage(definition, { actor: DISPATCHER, ...scene });
}
