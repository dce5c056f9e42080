import { rideForOps, RidesStore, type OpsRide } from '#rides';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid } from '../rest/page-cursor.ts';
import { filterOf, opsRidesQuery, peopleOfRide, ridePath, rideSchema, ridesPageSchema } from './ride-schemas.ts';
import { ridesCursor } from './rides-cursor.ts';
import { rideNotFound } from './rides-problems.ts';
import { OPS_RIDES } from './groups.ts';

/** All rides, for staff. */
@OPS_RIDES
@Controller('v1/ops/rides')
export class OpsRidesController {
  readonly #store: RidesStore;

  constructor(store: RidesStore) {
    this.#store = store;
  }

  @Get()
  @RequirePermission('ops:rides:read')
  @Shows({
    peopleAt: [...peopleOfRide('answer.rides.*'), 'query.riderId', 'query.driverId'],
  })
  @Operation({
    id: 'listRidesForStaff',
    summary: 'List rides, the newest first',
    description: 'Nothing of a ride’s PIN is in it.',
    answers: { 200: { description: 'A page of rides', schema: ridesPageSchema } },
    problems: [cursorInvalid],
  })
  async list(@Query({ schema: opsRidesQuery }) query: z.infer<typeof opsRidesQuery>) {
    const { riderId, driverId, cursor, limit } = query;
    const filter = {
      ...filterOf(query),
      ...(riderId === undefined ? {} : { riderId }),
      ...(driverId === undefined ? {} : { driverId }),
    };
    const page = await this.#store.ridesWhere(filter, { after: ridesCursor.read(cursor), limit });
    return { rides: page.rides.map(rideForOps), nextCursor: ridesCursor.write(page.next) };
  }

  @Get(':rideId')
  @RequirePermission('ops:rides:read')
  @Shows({ peopleAt: peopleOfRide('answer') })
  @Operation({
    id: 'getRideForStaff',
    summary: 'Look at one ride',
    description: 'Nothing of its PIN is in it.',
    answers: { 200: { description: 'The ride', schema: rideSchema } },
    problems: [rideNotFound],
  })
  async one(@Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>): Promise<OpsRide> {
    const ride = await this.#store.ride(rideId);
    if (!ride) throw rideNotFound();
    return rideForOps(ride);
  }
}
