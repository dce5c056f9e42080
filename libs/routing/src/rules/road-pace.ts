/** Metres per second by the table of distances, which knows no times: 40 km/h, a car outside of the rush. Assumed. */
export const TABLE_METERS_PER_SECOND = 11.1;
