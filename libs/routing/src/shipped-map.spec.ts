import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { EDGES, NODES, ROAD_CLASSES } from '../data/skeleton.ts';
import { firstMapPage } from '../test/first-map-page.ts';
import { buildMapPage } from './rules/map/build-map-page.ts';
import { prepareMap } from './rules/map/road-map.ts';
import { shortestWays, UNREACHABLE } from './rules/way/shortest-ways.ts';
import { SHIPPED_KNOWLEDGE, shippedMapPage } from './shipped-map.ts';

const page = shippedMapPage();

describe('the shipped map', () => {
  it('has 74 junctions, 118 stretches, 74 places and 11 parishes', () => {
    const { nodes, edges, places, parishes } = page;
    expect([nodes.length, edges.length, places.length, parishes.length]).toEqual([74, 118, 74, 11]);
    expect(new Set([...nodes, ...places].map(({ id }) => id)).size).toBe(148);
    expect(new Set(edges.map(({ from, to }) => `${from}-${to}`)).size).toBe(118);
  });

  it('is connected', () => {
    const { graph } = prepareMap(page);
    expect(shortestWays(graph, [{ node: 0, meters: 0 }], new Set()).meters).not.toContain(UNREACHABLE);
  });

  it('G11 keeps the legal speeds: 80 on highways, 60, and 40 on small roads', () => {
    expect(Object.values(ROAD_CLASSES).map(({ speedKmPerHour }) => speedKmPerHour)).toEqual([80, 60, 60, 40]);
    const highways = EDGES.filter((edge) => edge.class === 'trunk').map(({ ref, road }) => ref ?? road);
    expect(new Set(highways)).toEqual(new Set(['ABC', 'H2A', 'Mighty Grynner Highway']));
  });

  it('fits a phone: 46 KB, 15 KB compressed', () => {
    const text = JSON.stringify(page);
    expect([text.length < 47_000, gzipSync(text).length < 15_000]).toEqual([true, true]);
  });

  it('is plain JSON of whole numbers', () => {
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
    const numbers = JSON.stringify(page).match(/[:,[](-?[\d.]+)(?=[,\]}])/g) ?? [];
    expect(numbers.filter((number) => number.includes('.'))).toEqual([]);
  });

  it('names its contents: the same knowledge the same version, other knowledge another', () => {
    expect(shippedMapPage()).toEqual(page);
    const renamed = SHIPPED_KNOWLEDGE.places.map((place, at) => (at === 0 ? { ...place, name: 'Elsewhere' } : place));
    const other = buildMapPage({ ...SHIPPED_KNOWLEDGE, places: renamed });
    expect(other.mapVersion).not.toBe(page.mapVersion);
    expect(other.graphVersion).toBe(page.graphVersion);
  });

  it('refuses a page that contradicts itself', () => {
    expect(() => prepareMap({ ...page, edges: [{ from: 'BGT', to: 'NOWHERE', meters: 1 }] })).toThrow('no such node');
    expect(() => prepareMap({ ...firstMapPage(), distancesMeters: [1] })).toThrow('does not fit');
    const shores = page.area.shores.slice(0, -1);
    expect(() => prepareMap({ ...page, area: { ...page.area, shores } })).toThrow('no line goes on');
  });

  it('knows that a way is not shorter than the crow, within the rounding of its length', () => {
    for (const { from, to, km } of EDGES) {
      const [a, b] = [from, to].map((id) => NODES.find((node) => node.id === id));
      const crowKm = Math.hypot(((a?.lat ?? 0) - (b?.lat ?? 0)) * 110.632, ((a?.lon ?? 0) - (b?.lon ?? 0)) * 108.402);
      expect({ edge: `${from}-${to}`, short: crowKm - km > 0.35 }).toEqual({ edge: `${from}-${to}`, short: false });
    }
  });
});
