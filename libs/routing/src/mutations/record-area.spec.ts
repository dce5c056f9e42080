import { describe, expect, it } from '@jest/globals';
import { DISPATCHER, play, SYSTEM } from '../../test/samples.ts';
import { shippedMapPage } from '../shipped-map.ts';
import { areaKind } from '../views.ts';
import { recordArea } from './record-area.ts';

const { area: args } = shippedMapPage();

describe('routing.recordArea', () => {
  it('records where cars drive, in the place of what was there', () => {
    const row = areaKind.put({ areaId: 'island', ...args });
    expect(play(recordArea, { args, actor: SYSTEM }).changes).toEqual([row]);
    const earlier = areaKind.put({ areaId: 'island', ...args, name: 'Earlier' });
    expect(play(recordArea, { args, actor: SYSTEM, rows: [earlier] }).changes).toEqual([row]);
  });

  it('is Bimride’s own, and takes no area without shores', () => {
    expect(recordArea.roles).toEqual(['system']);
    expect(recordArea.roles).not.toContain(DISPATCHER.roles[0]);
    expect(play(recordArea, { args: { ...args, shores: [] }, actor: SYSTEM })).toMatchObject({ code: 'args_invalid' });
  });
});
