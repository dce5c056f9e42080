import { Module } from '@nestjs/common';
import { ClosuresController } from './closures.controller.ts';
import { PlacesController } from './places.controller.ts';
import { RoadWrites } from './road-writes.service.ts';
import { RoutesController } from './routes.controller.ts';

/** The routes of routing. */
@Module({ controllers: [PlacesController, RoutesController, ClosuresController], providers: [RoadWrites] })
export class RoutingHttpModule {}
