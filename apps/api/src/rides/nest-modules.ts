import { RidesModule } from '#rides';
import { clockOf } from '../server-clock.ts';
import type { AppParts, NestModule } from '../app-parts.ts';
import { RoadTravelTime } from '../routing/road-travel-time.ts';
import { RidesHttpModule } from './rides-http.module.ts';

/** Rides and their routes. How long a car needs is answered by the roads. */
export function nestModules({ onlyJobs, planted, processRoles: roles }: AppParts): readonly NestModule[] {
  const watchesWaits = roles.has('schedule') && onlyJobs !== true && planted.looksByHand !== true;
  return [RidesModule.forRoot({ watchesWaits, clock: clockOf(planted), travelTime: RoadTravelTime }), RidesHttpModule];
}
