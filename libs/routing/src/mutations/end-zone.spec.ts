import { describe, expect, it } from '@jest/globals';
import { DAY_MS, NOW_MS, play, sampleZone } from '../../test/samples.ts';
import { noPickupListKind, zoneKind } from '../views.ts';
import { endZone } from './end-zone.ts';

const end = (atMs: number | null, zone = sampleZone()) =>
  play(endZone, { args: { zoneId: 'port', atMs }, rows: [zoneKind.put(zone)] });

describe('routing.endZone', () => {
  it('ends a zone now, or at a time ahead', () => {
    expect(end(null).changes[0]).toMatchObject({ kind: 'zone', state: { toMs: NOW_MS } });
    expect(end(NOW_MS + DAY_MS).changes[0]).toMatchObject({ kind: 'zone', state: { toMs: NOW_MS + DAY_MS } });
  });

  it('takes it off the list that bookings ask, or lets the list know its end', () => {
    const { kind: _, assumed: __, ...port } = sampleZone();
    const list = noPickupListKind.put({ listId: 'island', zones: [port] });
    const listAfter = (atMs: number | null) =>
      play(endZone, { args: { zoneId: 'port', atMs }, rows: [zoneKind.put(sampleZone()), list] }).changes[1]?.state;
    expect(listAfter(null)).toEqual({ listId: 'island', zones: [] });
    expect(listAfter(NOW_MS + DAY_MS)).toEqual({ listId: 'island', zones: [{ ...port, toMs: NOW_MS + DAY_MS }] });
  });

  it('before it has begun: it never begins', () => {
    const fromMs = NOW_MS + DAY_MS;
    expect(end(null, sampleZone({ fromMs })).changes).toMatchObject([
      { state: { toMs: fromMs } },
      { state: { zones: [] } },
      { kind: 'mapLoad', state: { rows: [] } },
    ]);
  });

  it.each([
    ['dated_back', NOW_MS - 1, sampleZone()],
    ['zone_ended', null, sampleZone({ toMs: NOW_MS })],
  ])('refuses with %s', (code, atMs, zone) => {
    expect(end(atMs, zone).code).toBe(code);
  });

  it('refuses what is not there', () => {
    expect(play(endZone, { args: { zoneId: 'port', atMs: null } }).code).toBe('zone_unknown');
  });
});
