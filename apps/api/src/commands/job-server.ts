import { bootstrap, type RunningServer } from '../bootstrap.ts';
import { readConfig } from '../read-config.ts';

/**
 * A server that does the jobs it is asked for and nothing else: it keeps no book, seeds no map, watches no waits and decides no
 * parked work. Whoever only counts what a job would do must find the database as it was.
 * @throws what `readConfig` and `bootstrap` throw
 */
export function startJobServer(env: Readonly<Record<string, string | undefined>>): Promise<RunningServer> {
  const own = { BIMRIDE_ROLES: 'schedule', PORT: '0', BIMRIDE_MANAGEMENT_PORT: '0', BIMRIDE_LOG_LEVEL: 'error' };
  return bootstrap(readConfig({ ...env, ...own }), { onlyJobs: true });
}
