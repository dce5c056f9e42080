import { describe, expect, it } from '@jest/globals';
import { DAY_MS, NOW_MS, sampleZone } from '../../../test/samples.ts';
import type { NoPickupList } from '../../state.ts';
import { isTooLong, listWith, noPickupBy } from './no-pickup-list.ts';

const IN_PORT = { lat: 13.103, lon: -59.629 };
const ids = (list: NoPickupList | null) => list?.zones.map(({ zoneId }) => zoneId);
const port = listWith(undefined, [sampleZone()], NOW_MS) ?? undefined;

describe('the list of zones without pickups', () => {
  it('holds such zones, in the order of their names, and no other', () => {
    const [b, a, slow] = [sampleZone({ zoneId: 'b' }), sampleZone({ zoneId: 'a' }), sampleZone({ kind: 'slow' })];
    expect(ids(listWith(undefined, [b, a, slow], NOW_MS))).toEqual(['a', 'b']);
    expect(listWith(undefined, [slow], NOW_MS)).toBeNull();
  });

  it('changes a zone, lets go of what is over, and of what is another kind now', () => {
    const toMs = NOW_MS + DAY_MS;
    expect(listWith(port, [sampleZone({ toMs })], NOW_MS)?.zones).toMatchObject([{ zoneId: 'port', toMs }]);
    expect(ids(listWith(port, [sampleZone({ toMs: NOW_MS })], NOW_MS))).toEqual([]);
    expect(ids(listWith(port, [sampleZone({ kind: 'slow' })], NOW_MS))).toEqual([]);
  });

  it('is too long beyond its limit', () => {
    const zones = Array.from({ length: 51 }, (_, at) => sampleZone({ zoneId: `zone-${at}` }));
    expect([50, 51].map((count) => isTooLong(listWith(undefined, zones.slice(0, count), NOW_MS)))).toEqual([
      false,
      true,
    ]);
  });

  it('forbids a pickup in a zone, its border included, from its first moment on and before its last', () => {
    const dated = listWith(undefined, [sampleZone({ fromMs: NOW_MS, toMs: NOW_MS + 1_000 })], NOW_MS) ?? undefined;
    const at = (atMs: number) => noPickupBy(dated, IN_PORT, atMs)?.zoneId;
    expect([NOW_MS - 1, NOW_MS, NOW_MS + 999, NOW_MS + 1_000].map(at)).toEqual([undefined, 'port', 'port', undefined]);
    expect(noPickupBy(dated, { lat: 13.1, lon: -59.633 }, NOW_MS)).toMatchObject({ zoneId: 'port' });
    expect(noPickupBy(dated, { lat: 13.099, lon: -59.633 }, NOW_MS)).toBeNull();
    expect(noPickupBy(undefined, IN_PORT, NOW_MS)).toBeNull();
  });
});
