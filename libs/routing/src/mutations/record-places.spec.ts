import { describe, expect, it } from '@jest/globals';
import { DISPATCHER, play, SYSTEM } from '../../test/samples.ts';
import { recordPlaces } from './record-places.ts';

const place = {
  placeId: 'oistins',
  name: 'Oistins',
  kind: 'town',
  parish: 'BB-01',
  latMicrodegrees: 13_063_190,
  lonMicrodegrees: -59_542_240,
  approximate: false,
};

describe('routing.recordPlaces', () => {
  it('records places, and tells of them', () => {
    expect(play(recordPlaces, { args: { places: [place] }, actor: SYSTEM })).toMatchObject({
      outcome: 'applied',
      changes: [{ kind: 'place', id: 'oistins', state: place }],
      events: [{ payload: { change: 'places_recorded', ids: ['oistins'] } }],
    });
  });

  it('refuses a parish that is none, and a place elsewhere', () => {
    for (const wrong of [{ parish: 'BB-12' }, { latMicrodegrees: 51_000_000 }]) {
      expect(play(recordPlaces, { args: { places: [{ ...place, ...wrong }] }, actor: SYSTEM }).code).toBe(
        'args_invalid',
      );
    }
  });

  it('is for Bimride itself', () => {
    expect(play(recordPlaces, { args: { places: [place] }, actor: DISPATCHER }).code).toBe('role_missing');
  });
});
