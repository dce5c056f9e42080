import { RoutingModule } from '#routing';
import { clockOf } from '../server-clock.ts';
import type { AppParts, NestModule } from '../app-parts.ts';
import { RoutingHttpModule } from './routing-http.module.ts';

/** Routing and its routes. */
export function nestModules({ roads, planted }: AppParts): readonly NestModule[] {
  return [RoutingModule.forRoot({ ...roads, clock: clockOf(planted) }), RoutingHttpModule];
}
