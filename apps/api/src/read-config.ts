import { parseConfig, type Config, type Purpose } from './config.ts';
import { MODULES } from './modules.ts';

/**
 * The settings of this server, with those of its modules, from the environment.
 * @throws ConfigError naming every variable that is wrong, unknown (`BIMRIDE_*`) or, in production, missing
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, purpose: Purpose = 'server'): Config {
  return parseConfig(
    env,
    purpose,
    MODULES.map(({ server }) => server.definition),
  );
}
