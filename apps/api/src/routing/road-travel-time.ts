import { TravelTime, type Position } from '#rides';
import { Roads, ROUTING_LIMITS } from '#routing';
import { Injectable } from '@nestjs/common';
import { ServerClock } from '../server-clock.ts';

/** Tells dispatch how long cars need, by road and around closures: one question for all of them. */
@Injectable()
export class RoadTravelTime extends TravelTime {
  readonly #roads: Roads;

  readonly #clock: ServerClock;

  constructor(roads: Roads, clock: ServerClock) {
    super();
    this.#roads = roads;
    this.#clock = clock;
  }

  async secondsTo(destination: Position, origins: readonly Position[]): Promise<readonly number[]> {
    return (await this.secondsBetween([destination], origins))[0] ?? [];
  }

  override async secondsBetween(
    destinations: readonly Position[],
    origins: readonly Position[],
  ): Promise<readonly (readonly number[])[]> {
    if (origins.length === 0) return destinations.map(() => []);
    const rows: (readonly number[])[] = [];
    const rowsAtOnce = Math.max(1, Math.floor(ROUTING_LIMITS.matrixPairsMax / origins.length));
    for (let first = 0; first < destinations.length; first += rowsAtOnce) {
      rows.push(...(await this.#ask(destinations.slice(first, first + rowsAtOnce), origins)));
    }
    return rows;
  }

  async #ask(destinations: readonly Position[], origins: readonly Position[]): Promise<readonly (readonly number[])[]> {
    const { legs } = await this.#roads.matrix(origins, destinations, this.#clock.nowMs());
    return destinations.map((_, column) => legs.map((row) => row[column]?.durationSeconds ?? Number.POSITIVE_INFINITY));
  }
}
