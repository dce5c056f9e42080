import { describe, expect, it } from '@jest/globals';
import { NOW_MS, play, sampleZone, SYSTEM } from '../../test/samples.ts';
import { zoneKind } from '../views.ts';
import { recordZones } from './record-zones.ts';

const [known, unknown] = [sampleZone(), sampleZone({ zoneId: 'weak', kind: 'weak_coverage' })];
const args = { zones: [known, unknown] };

describe('routing.recordZones', () => {
  it('records zones that are not there yet, in force since before', () => {
    const verdict = play(recordZones, { args, actor: SYSTEM });
    expect(verdict.changes.map(({ id }) => id)).toEqual(['port', 'weak', 'island', 'island']);
  });

  it('leaves alone what staff have set or ended since', () => {
    const ended = zoneKind.put({ ...known, toMs: NOW_MS });
    const verdict = play(recordZones, { args, actor: SYSTEM, rows: [ended] });
    expect(verdict.changes.map(({ id }) => id)).toEqual(['weak', 'island']);
    const both = play(recordZones, { args, actor: SYSTEM, rows: [ended, zoneKind.put(unknown)] });
    expect(both).toMatchObject({ outcome: 'applied', changes: [], events: [] });
  });
});
