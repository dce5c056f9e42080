import { clockOf } from '../server-clock.ts';
import type { AppParts, NestModule } from '../app-parts.ts';
import { FareMetrics } from './fare-metrics.ts';
import { PricingHttpModule } from './pricing-http.module.ts';

/** Pricing and its routes. */
export function nestModules({ processRoles: roles, registry, planted }: AppParts): readonly NestModule[] {
  const { onUnsettled } = new FareMetrics(registry);
  return [PricingHttpModule.forRoot({ keepsBook: roles.has('schedule'), clock: clockOf(planted), onUnsettled })];
}
