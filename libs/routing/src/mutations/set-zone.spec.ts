import { describe, expect, it } from '@jest/globals';
import { DAY_MS, NOW_MS, play, PORT_RING, sampleZone } from '../../test/samples.ts';
import { noPickupListKind, zoneKind } from '../views.ts';
import { setZone } from './set-zone.ts';

const { fromMs: _fromMs, ...zone } = sampleZone();
const args = { ...zone, fromMs: null };

describe('routing.setZone', () => {
  it('sets a zone from now on, and tells of it', () => {
    expect(play(setZone, { args })).toMatchObject({
      outcome: 'applied',
      changes: [{ state: { ...zone, fromMs: NOW_MS } }, { kind: 'noPickupList' }, { kind: 'mapLoad' }],
      events: [{ payload: { change: 'zone_set', ids: ['port'] } }],
    });
  });

  it('sets one anew that is not in force yet', () => {
    const rows = [zoneKind.put(sampleZone({ fromMs: NOW_MS + 1 }))];
    expect(play(setZone, { args: { ...args, name: 'Other' }, rows }).changes).toMatchObject([
      { state: { name: 'Other' } },
      { state: { zones: [{ name: 'Other' }] } },
      { kind: 'mapLoad', state: { rows: [{ id: 'zone/port' }] } },
    ]);
  });

  it('puts a zone without pickups on the list that bookings ask, and no other kind', () => {
    const listOf = (kind: string) => play(setZone, { args: { ...args, kind } }).changes.slice(1, -1);
    expect(listOf('no_pickup')).toMatchObject([
      { kind: 'noPickupList', state: { listId: 'island', zones: [{ zoneId: 'port', fromMs: NOW_MS }] } },
    ]);
    expect(listOf('slow')).toEqual([]);
  });

  it('refuses one more than a booking may have to look through', () => {
    const { kind: _, assumed: __, ...port } = sampleZone();
    const zones = Array.from({ length: 50 }, (___, at) => ({ ...port, zoneId: `zone-${at}` }));
    const rows = [noPickupListKind.put({ listId: 'island', zones })];
    expect(play(setZone, { args, rows }).code).toBe('no_pickup_zones_full');
    expect(play(setZone, { args: { ...args, kind: 'slow' }, rows }).outcome).toBe('applied');
  });

  it.each([
    ['dated_back', { fromMs: NOW_MS - DAY_MS }],
    ['ends_before_it_begins', { toMs: NOW_MS }],
    ['args_invalid', { rings: [] }],
    ['args_invalid', { rings: [PORT_RING.slice(0, 5)] }],
    ['args_invalid', { rings: [PORT_RING.slice(0, 4)] }],
    ['args_invalid', { rings: [PORT_RING.toReversed()] }],
    ['args_invalid', { kind: 'fast' }],
  ])('refuses with %s: %j', (code, wrong) => {
    expect(play(setZone, { args: { ...args, ...wrong } }).code).toBe(code);
  });

  it('refuses to change one that is in force', () => {
    expect(play(setZone, { args, rows: [zoneKind.put(sampleZone())] }).code).toBe('zone_in_force');
  });
});
