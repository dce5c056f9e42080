import { Injectable } from '@nestjs/common';
import type { Position } from './rules/position.ts';
import { straightLineMeters } from './rules/distance.ts';

/** How long a car needs to get somewhere. Dispatch asks; the application decides who answers. */
export abstract class TravelTime {
  /** Seconds from each origin to the destination, in the order of the origins; infinite where there is no way. */
  abstract secondsTo(destination: Position, origins: readonly Position[]): Promise<readonly number[]>;

  /** The same for several destinations, a row for each. Whoever can answers them all in one. */
  secondsBetween(
    destinations: readonly Position[],
    origins: readonly Position[],
  ): Promise<readonly (readonly number[])[]> {
    return Promise.all(destinations.map((destination) => this.secondsTo(destination, origins)));
  }
}

// 40 km/h, the pace of a car in Barbados outside of the rush. As a constant factor it does not change who is nearest.
const ASSUMED_METERS_PER_SECOND = 11.1;

/** By the straight line, at one speed. */
@Injectable()
export class StraightLineTravelTime extends TravelTime {
  secondsTo(destination: Position, origins: readonly Position[]): Promise<readonly number[]> {
    return Promise.resolve(
      origins.map((origin) => straightLineMeters(origin, destination) / ASSUMED_METERS_PER_SECOND),
    );
  }
}
