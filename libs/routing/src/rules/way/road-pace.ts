/** Metres per second by the table of distances, which knows no times: 40 km/h, a car outside of the rush. Assumed. */
export const TABLE_METERS_PER_SECOND = 11.1;

/** Metres per second in a slow zone: 15 km/h, cars that creep. Assumed. */
export const SLOW_METERS_PER_SECOND = 4.2;
