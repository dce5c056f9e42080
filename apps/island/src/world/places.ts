import { MICRODEGREES_PER_DEGREE, type LatLon, type MapPage } from '#routing/client';

/** Somewhere people are picked up. */
export interface Place {
  readonly id: string;
  readonly parish: string;
  readonly at: LatLon;
  /** How many trips begin there, relative to other places. */
  readonly weight: number;
}

// Thousands of people, census of 2010.
const PEOPLE_THOUSANDS: Readonly<Record<string, number>> = {
  'Saint Michael': 88.5,
  'Christ Church': 54.3,
  'Saint Philip': 30.7,
  'Saint James': 28.5,
  'Saint George': 19.8,
  'Saint Thomas': 14.2,
  'Saint Peter': 11.3,
  'Saint Lucy': 9.8,
  'Saint John': 9.0,
  'Saint Joseph': 6.6,
  'Saint Andrew': 5.1,
};

/** Assumed: how much more often than by its share of people a place of this kind is left by car. */
const TOURISM: Readonly<Record<string, number>> = { airport: 6, port: 4, beach: 3, landmark: 2, mall: 2 };

/** The places of the map, each with its part of its parish's people, and more where visitors are. */
export function placesOf(map: MapPage): readonly Place[] {
  const parishes = new Map(map.parishes.map(({ code, name }) => [code, name]));
  const counts = new Map<string, number>();
  for (const { parish } of map.places) counts.set(parish, (counts.get(parish) ?? 0) + 1);
  return map.places.map(({ id, kind, parish, latMicrodegrees, lonMicrodegrees }) => {
    const name = parishes.get(parish) ?? parish;
    const at = { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
    const weight = ((PEOPLE_THOUSANDS[name] ?? 1) / (counts.get(parish) ?? 1)) * (TOURISM[kind] ?? 1);
    return { id, parish: name, at, weight };
  });
}
