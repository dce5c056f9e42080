import { DevicesHttpModule } from '../devices/devices-http.module.ts';
import type { NestModule } from '../app-parts.ts';
import { SyncHttpModule } from './sync-http.module.ts';

/** The pipeline's routes, and those of devices. */
export function nestModules(): readonly NestModule[] {
  return [SyncHttpModule, DevicesHttpModule];
}
