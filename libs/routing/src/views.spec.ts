import { describe, expect, it } from '@jest/globals';
import { NOW_MS, sampleClosure, sampleZone } from '../test/samples.ts';
import { areaKind, closureKind, noPickupListKind, OPS_ROADS_SCOPE, zoneKind } from './views.ts';

describe('who sees the map', () => {
  it('everybody sees zones and closures, as they are', () => {
    const list = { listId: 'island', zones: [] };
    expect(noPickupListKind.views(list)).toEqual({ public: list });
    const area = { areaId: 'island', name: 'Barbados', shores: [[0, 0, 1, 1]], shoreToleranceMeters: 50 };
    expect(areaKind.views(area)).toEqual({ public: area });
    expect(zoneKind.views(sampleZone())).toEqual({ public: sampleZone() });
    expect(closureKind.views(sampleClosure())).toEqual({ public: sampleClosure() });
  });

  it('what was lifted is taken back from phones, and kept by staff', () => {
    const lifted = sampleClosure({ liftedAtMs: NOW_MS });
    expect(closureKind.views(lifted)).toEqual({ [OPS_ROADS_SCOPE]: lifted });
  });
});
