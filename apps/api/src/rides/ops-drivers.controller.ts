import { RidesStore, type Driver } from '#rides';
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { Operation } from '../rest/operation.ts';
import { driversPageSchema, opsDriversQuery } from './driver-schemas.ts';
import { OPS_RIDES } from './groups.ts';

/** Drivers, for staff. */
@OPS_RIDES
@Controller('v1/ops/drivers')
export class OpsDriversController {
  readonly #store: RidesStore;

  constructor(store: RidesStore) {
    this.#store = store;
  }

  @Get()
  @RequirePermission('ops:rides:read')
  @Shows({ peopleAt: ['answer.drivers.*.driverId'] })
  @Operation({
    id: 'listDriversForStaff',
    summary: 'List drivers, by their ids',
    description: 'Who is on duty, and with which ride. Where they are is not in it.',
    answers: { 200: { description: 'A page of drivers', schema: driversPageSchema } },
  })
  async list(@Query({ schema: opsDriversQuery }) { online, cursor, limit }: z.infer<typeof opsDriversQuery>) {
    const { drivers, next } = await this.#store.driversWhere({ online: online ?? null, after: cursor ?? null, limit });
    return { drivers: drivers.map(withoutPlace), nextCursor: next };
  }
}

function withoutPlace(driver: Driver) {
  const { driverId, online, onlineChangedAtMs, positionAtMs, activeRideId, offeredRideId } = driver;
  return { driverId, online, onlineChangedAtMs, positionAtMs, activeRideId, offeredRideId };
}
