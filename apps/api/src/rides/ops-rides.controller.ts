import { rideForOps, RidesStore } from '#rides';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { openApi } from '../rest/open-api.ts';
import { opsRidesPageSchema, opsRidesQuery } from './ride-schemas.ts';
import { readCursor, writeCursor } from './rides-cursor.ts';

/** All rides, for staff. */
@ApiTags('ops')
@ApiBearerAuth()
@Controller('v1/ops/rides')
export class OpsRidesController {
  readonly #store: RidesStore;

  constructor(store: RidesStore) {
    this.#store = store;
  }

  @Get()
  @RequirePermission('ops:rides:read')
  @ApiOperation({ summary: 'List rides, the newest first', description: 'Nothing of a ride’s PIN is in it.' })
  @ApiOkResponse({ schema: openApi(opsRidesPageSchema) })
  async list(@Query({ schema: opsRidesQuery }) query: z.infer<typeof opsRidesQuery>) {
    const { status, riderId, driverId, cursor, limit } = query;
    const filter = {
      ...(status === undefined ? {} : { statuses: status }),
      ...(riderId === undefined ? {} : { riderId }),
      ...(driverId === undefined ? {} : { driverId }),
    };
    const page = await this.#store.ridesWhere(filter, { after: readCursor(cursor), limit });
    return { rides: page.rides.map(rideForOps), nextCursor: writeCursor(page.next) };
  }
}
