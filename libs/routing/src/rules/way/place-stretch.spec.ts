import { describe, expect, it } from '@jest/globals';
import { EDGES, NODES } from '../../../data/skeleton.ts';
import { bendsOf } from '../../graph/skeleton-osm.ts';
import { endsOfEdge, isKnownEdge, pointsOfStretch } from './place-stretch.ts';

describe('a stretch of the skeleton on other roads', () => {
  const ends = endsOfEdge('BATH-CATT');
  if (!ends) throw new Error('no stretch');
  const way = [ends.from, ...bendsOf(ends.from, ends.to, ends.meters), ends.to];

  it('is known by its name', () => {
    expect(EDGES.every(({ from, to }) => isKnownEdge(`${from}-${to}`))).toBe(true);
    expect([isKnownEdge('BATH-MOON'), endsOfEdge('BATH-MOON')]).toEqual([false, undefined]);
  });

  it('is shut between its junctions, clear of them', () => {
    const points = pointsOfStretch(ends, way);
    expect(points).toHaveLength(3);
    for (const { lat, lon } of points) {
      expect(lat).toBeGreaterThan(ends.from.lat + 0.002);
      expect(lat).toBeLessThan(ends.to.lat - 0.002);
      expect(lon).toBeLessThan(ends.from.lon);
    }
  });

  it.each([
    ['much longer', [ends.from, ...bendsOf(ends.from, ends.to, ends.meters * 1.3), ends.to]],
    ['much shorter', [ends.from, ends.to]],
    ['none', []],
  ])('is not where the way is %s', (_, other) => {
    expect(pointsOfStretch(ends, other)).toEqual([]);
  });

  it('is not where the way leads over a third junction', () => {
    const third = NODES.find(({ id }) => id === 'HORS');
    if (!third) throw new Error('no node');
    const around = { from: ends.from, to: ends.to, meters: 9_000 };
    expect(pointsOfStretch(around, [ends.from, third, ...bendsOf(third, ends.to, 6_000), ends.to])).toEqual([]);
  });
});
