import { pricingOnServer } from '#pricing';
import { ridesOnServer } from '#rides';
import { routingOnServer } from '#routing';
import { assertBlocksApart, syncOnServer } from '#sync';
import type { InstalledModule } from './app-parts.ts';
import type { DatabaseModule } from './data-source.ts';
import { identityTables } from './identity/schema.ts';

/**
 * Every module of this server: the one list. Tables and migrations, what the pipeline decides, groups of event handlers,
 * permissions, limits, documents and routes all follow from it. A module may use those above it, never those below.
 */
export const MODULES: readonly InstalledModule[] = [
  { server: syncOnServer, nest: () => import('./sync/nest-modules.ts') },
  { server: routingOnServer, nest: () => import('./routing/nest-modules.ts') },
  { server: ridesOnServer, nest: () => import('./rides/nest-modules.ts') },
  { server: pricingOnServer, nest: () => import('./pricing/nest-modules.ts') },
];

/**
 * Everything that stores something: the modules, and the embedded issuer, whose only migration stands between those of sync.
 *
 * @throws Error when a module numbers its migrations as another does
 */
export function databaseModules(modules: readonly InstalledModule[] = MODULES): readonly DatabaseModule[] {
  const servers = modules.map(({ server }) => server);
  assertBlocksApart(servers);
  return [...servers, identityTables];
}
