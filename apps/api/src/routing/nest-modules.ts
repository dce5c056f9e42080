import { RoutingModule } from '#routing';
import { routing } from '#routing/client';
import { join } from 'node:path';
import { clockOf } from '../server-clock.ts';
import type { AppParts, NestModule } from '../app-parts.ts';
import { RoutingHttpModule } from './routing-http.module.ts';

/** Routing and its routes. */
export function nestModules({ dataDir, onlyJobs, planted, settings }: AppParts): readonly NestModule[] {
  const roadsFolder = join(dataDir, 'roads');
  const options = { ...settings.of(routing), roadsFolder, seeds: onlyJobs !== true, clock: clockOf(planted) };
  return [RoutingModule.forRoot(options), RoutingHttpModule];
}
