import { describe, expect, it } from '@jest/globals';
import { NOW_MS, play, sampleZone, SYSTEM } from '../../test/samples.ts';
import { noPickupListKind, zoneKind } from '../views.ts';
import { listNoPickups } from './list-no-pickups.ts';

const zones = [
  sampleZone(),
  sampleZone({ zoneId: 'weak', kind: 'weak_coverage' }),
  sampleZone({ zoneId: 'over', toMs: NOW_MS }),
];
const args = { zoneIds: [...zones.map(({ zoneId }) => zoneId), 'unknown'] };
const rows = zones.map((zone) => zoneKind.put(zone));

describe('routing.listNoPickups', () => {
  it('lists what forbids pickups, now or later', () => {
    const { kind: _, assumed: __, ...port } = sampleZone();
    expect(play(listNoPickups, { args, rows, actor: SYSTEM }).changes).toEqual([
      noPickupListKind.put({ listId: 'island', zones: [port] }),
    ]);
  });

  it('leaves a list alone that is there', () => {
    const list = noPickupListKind.put({ listId: 'island', zones: [] });
    expect(play(listNoPickups, { args, rows: [...rows, list], actor: SYSTEM })).toMatchObject({
      outcome: 'applied',
      changes: [],
    });
  });
});
