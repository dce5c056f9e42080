import { describe, expect, it } from '@jest/globals';
import { shippedMapPage } from '../../shipped-map.ts';
import { editDistance, searchPlaces } from './search-places.ts';

const page = shippedMapPage();
const first = (typed: string): string | undefined => searchPlaces(page, typed, 5)[0]?.place.id;

describe('searching places', () => {
  it.each([
    ['Oistins', 'oistins'],
    ['OISTINS', 'oistins'],
    ['oistns', 'oistins'],
    ['Bathseba', 'bathsheba'],
    ['batshheba', 'bathsheba'],
    ['hole', 'holetown'],
    ['hôletöwn', 'holetown'],
    ['harrisons cave', 'harrisons-cave'],
    ["Harrison's Cave", 'harrisons-cave'],
    ['harison’s cav', 'harrisons-cave'],
    ['St Lawrence', 'st-lawrence'],
    ['saint lawrence gap', 'st-lawrence'],
    ['airport', 'airport'],
    ['grantley adams', 'airport'],
    ['queen elizabeth', 'qeh'],
    ['qeh', 'qeh'],
    ['fish market oistins', 'oistins-market'],
    ['four roads st john', 'four-roads-john'],
    ['spieghtstown', 'speightstown'],
  ])('%s finds %s first', (typed, id) => {
    expect(first(typed)).toBe(id);
  });

  it('finds by kind and by parish', () => {
    expect(searchPlaces(page, 'police joseph', 5).map(({ place }) => place.id)).toEqual(['police-f']);
    expect(
      searchPlaces(page, 'beach philip', 5)
        .map(({ place }) => place.id)
        .sort(),
    ).toEqual(['bottom-bay', 'foul-bay']);
  });

  it.each(['', '   ', '!!', 'xyzzy', 'oistins xyzzy', 'Zürich'])('finds nothing for "%s"', (typed) => {
    expect(searchPlaces(page, typed, 5)).toEqual([]);
  });

  it('puts a better fit before a worse one, and the place itself before what is near it', () => {
    expect(searchPlaces(page, 'speightstown', 5).map(({ place, score }) => [place.id, score])).toEqual([
      ['speightstown', 100],
      ['speightstown-terminal', 90],
      ['police-speightstown', 90],
    ]);
  });

  it('gives no more than asked for', () => {
    expect(searchPlaces(page, 'police', 3)).toHaveLength(3);
  });
});

describe('the distance of two words', () => {
  it.each([
    ['cave', 'cave', 0],
    ['cave', 'cae', 1],
    ['cave', 'caves', 1],
    ['cave', 'cage', 1],
    ['cave', 'acve', 1],
    ['', 'ab', 2],
  ])('%s, %s: %d', (a, b, distance) => {
    expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
  });
});
