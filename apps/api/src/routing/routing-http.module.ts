import { Module } from '@nestjs/common';
import { ClosuresController } from './closures.controller.ts';
import { PlacesController } from './places.controller.ts';
import { RoutesController } from './routes.controller.ts';

/** The routes of routing. */
@Module({ controllers: [PlacesController, RoutesController, ClosuresController] })
export class RoutingHttpModule {}
