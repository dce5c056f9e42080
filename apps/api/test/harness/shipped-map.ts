import { shippedMapPage, type CurrentMapPage } from '#routing';

/** The map page that ships with the product, for the specs of libs that have no door to the server's side of routing. */
export const shippedMap = (): CurrentMapPage => shippedMapPage();
