import { clockOf } from '../server-clock.ts';
import type { AppParts, NestModule } from '../app-parts.ts';
import { FareMetrics } from './fare-metrics.ts';
import { PricingHttpModule } from './pricing-http.module.ts';

/** Pricing and its routes. */
export function nestModules({ onlyJobs, planted, processRoles: roles, registry }: AppParts): readonly NestModule[] {
  const { onUnsettled } = new FareMetrics(registry);
  const keepsBook = roles.has('schedule') && onlyJobs !== true;
  return [PricingHttpModule.forRoot({ keepsBook, clock: clockOf(planted), onUnsettled })];
}
