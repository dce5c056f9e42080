/**
 * The server's door to rides.
 */
export * from './client.ts';
export { RidesModule } from './rides.module.ts';
export { RidesStore, type PageRequest, type RidesCursor, type RidesFilter, type RidesPage } from './rides.store.ts';
export { GiveUps } from './give-ups.service.ts';
export { OfferTimeouts } from './offer-timeouts.service.ts';
export type { RidesOptions } from './options.ts';
export { ridesOnServer, ridesTables } from './server.ts';
export { TravelTime } from './travel-time.ts';
export { rideForDriver, rideForOps, rideForRider } from './views.ts';
