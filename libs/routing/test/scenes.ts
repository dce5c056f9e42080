/** Scenes of each mutation of routing, by what it answers there. */
import { scenesOf, type SceneTable } from '#sync/testing';
import { ROUTING_LIMITS } from '../src/limits.ts';
import { shippedMapPage } from '../src/shipped-map.ts';
import { areaKind, closureKind, mapLoadKind, noPickupListKind, placeKind, zoneKind } from '../src/views.ts';
import { DAY_MS, DISPATCHER, NOW_MS, SAFETY, sampleClosure, sampleZone, SYSTEM } from './samples.ts';

const FAR_AHEAD_MS = NOW_MS + 401 * DAY_MS;
const { area } = shippedMapPage();
const place = {
  placeId: 'oistins',
  name: 'Oistins',
  kind: 'town',
  parish: 'BB-01',
  latMicrodegrees: 13_063_190,
  lonMicrodegrees: -59_542_240,
  approximate: false,
};
const closure = { closureId: 'flood', reason: 'Flood', edges: ['BATH-CATT'], points: [], fromMs: null, toMs: null };
const zone = { ...sampleZone(), fromMs: null };
const { kind: _kind, assumed: _assumed, ...listed } = sampleZone();
const fullList = Array.from({ length: 50 }, (_, at) => ({ ...listed, zoneId: `zone-${at}` }));
const fullLoad = mapLoadKind.put({
  loadId: 'island',
  rows: [{ id: 'zone/full', bytes: ROUTING_LIMITS.mapDatedBytesMax, fromMs: NOW_MS, toMs: null }],
});
const list = (zones: readonly (typeof listed)[]) => noPickupListKind.put({ listId: 'island', zones });

export const ROUTING_SCENES: SceneTable = {
  'routing.recordPlaces': scenesOf(
    { actor: SYSTEM, args: { places: [place] } },
    { applied: [{}, { rows: [placeKind.put({ ...place, name: 'Oistin' })] }] },
  ),
  'routing.recordZones': scenesOf({ actor: SYSTEM, args: { zones: [sampleZone()] } }, { applied: {} }),
  'routing.recordArea': scenesOf(
    { actor: SYSTEM, args: area },
    { applied: { rows: [areaKind.put({ areaId: 'island', ...area, name: 'Earlier' })] } },
  ),
  'routing.openClosure': scenesOf(
    { actor: SAFETY, args: closure },
    {
      applied: {},
      closure_exists: { rows: [closureKind.put(sampleClosure())] },
      edge_unknown: { args: { ...closure, edges: ['BATH-CATT', 'BATH-MOON'] } },
      dated_back: { args: { ...closure, fromMs: NOW_MS - 1 } },
      dated_too_far: [{ args: { ...closure, fromMs: FAR_AHEAD_MS } }, { args: { ...closure, toMs: FAR_AHEAD_MS } }],
      ends_before_it_begins: { args: { ...closure, toMs: NOW_MS } },
      map_full: { rows: [fullLoad] },
    },
  ),
  'routing.liftClosure': scenesOf(
    { actor: DISPATCHER, args: { closureId: 'flood' } },
    {
      applied: { rows: [closureKind.put(sampleClosure()), fullLoad] },
      closure_unknown: {},
      closure_lifted: { rows: [closureKind.put(sampleClosure({ liftedAtMs: NOW_MS - 1 }))] },
    },
  ),
  'routing.setZone': scenesOf(
    { actor: DISPATCHER, args: zone },
    {
      applied: {},
      zone_in_force: { rows: [zoneKind.put(sampleZone())] },
      dated_back: { args: { ...zone, fromMs: NOW_MS - DAY_MS } },
      dated_too_far: { args: { ...zone, fromMs: FAR_AHEAD_MS } },
      ends_before_it_begins: { args: { ...zone, toMs: NOW_MS } },
      no_pickup_zones_full: { rows: [list(fullList)] },
      map_full: { rows: [fullLoad] },
    },
  ),
  'routing.endZone': scenesOf(
    { actor: DISPATCHER, args: { zoneId: 'port', atMs: null }, rows: [zoneKind.put(sampleZone()), list([listed])] },
    {
      applied: {},
      zone_unknown: { rows: [] },
      zone_ended: { rows: [zoneKind.put(sampleZone({ toMs: NOW_MS }))] },
      dated_back: { args: { zoneId: 'port', atMs: NOW_MS - 1 } },
    },
  ),
  'routing.listNoPickups': scenesOf(
    { actor: SYSTEM, args: { zoneIds: ['port'] } },
    { applied: { rows: [zoneKind.put(sampleZone())] } },
  ),
};
