import { Module } from '@nestjs/common';
import { OpsDriversController } from './ops-drivers.controller.ts';
import { OpsRidesController } from './ops-rides.controller.ts';
import { RideWrites } from './ride-writes.service.ts';
import { RidesController } from './rides.controller.ts';

/** The routes of rides. */
@Module({ controllers: [RidesController, OpsRidesController, OpsDriversController], providers: [RideWrites] })
export class RidesHttpModule {}
