/**
 * Road distances that the skeleton is held against: the shortest way over all bus routes of the island, so by bus roads
 * only, and usually more than a car drives. Worked out from the routes' shapes, of which nothing else is kept.
 */
export type KnownDistance = {
  readonly from: string;
  readonly to: string;
  readonly busRoadKm: number;
  readonly crowKm: number;
};

/** Where the table names a spot that is not among the places: the middle of the circle that the tariff draws around it. */
export const GIBBS = { lat: 13.2285, lon: -59.6425 };

export const KNOWN_DISTANCES: readonly KnownDistance[] = [
  { from: 'airport', to: 'bridgetown', busRoadKm: 16.5, crowKm: 13.8 },
  { from: 'airport', to: 'holetown', busRoadKm: 27.7, crowKm: 20 },
  { from: 'airport', to: 'harrisons-cave', busRoadKm: 26.6, crowKm: 14.9 },
  { from: 'airport', to: 'bathsheba', busRoadKm: 22.6, crowKm: 15.2 },
  { from: 'airport', to: 'speightstown', busRoadKm: 35.3, crowKm: 25.3 },
  { from: 'airport', to: 'oistins', busRoadKm: 7.1, crowKm: 6.2 },
  { from: 'airport', to: 'gibbs', busRoadKm: 32.6, crowKm: 23.5 },
  { from: 'airport', to: 'animal-flower', busRoadKm: 44.1, crowKm: 31.3 },
  { from: 'holetown', to: 'harrisons-cave', busRoadKm: 14.7, crowKm: 6.7 },
  { from: 'holetown', to: 'bathsheba', busRoadKm: 23.7, crowKm: 12.9 },
  { from: 'oistins', to: 'bathsheba', busRoadKm: 25.5, crowKm: 16.8 },
  { from: 'oistins', to: 'holetown', busRoadKm: 21.8, crowKm: 17.1 },
  { from: 'bridgetown', to: 'bathsheba', busRoadKm: 20, crowKm: 16.3 },
  { from: 'bridgetown', to: 'harrisons-cave', busRoadKm: 13.3, crowKm: 10.4 },
  { from: 'bridgetown', to: 'speightstown', busRoadKm: 19.8, crowKm: 17.4 },
  { from: 'speightstown', to: 'bathsheba', busRoadKm: 20.6, crowKm: 13.7 },
];
