import { ConfigError } from './config.ts';

/** How the connections that one process may hold are shared out. */
export interface ConnectionShares {
  readonly pulls: number;
  /** REST, staff, figures: everything but commits, pulls and what is held for itself. */
  readonly others: number;
}

/** What pulls get of the connections that are not held for one thing: of seven, two. */
const PULLS_SHARE = 2 / 7;
const OTHERS_MIN = 2;

/**
 * Shares out what may be held in all; `held` are those for commits, for hearing of commits, and for each group of event handlers.
 * @throws ConfigError when nothing is left for pulls or the others
 */
export function shareConnections(all: number, held: number): ConnectionShares {
  const free = all - held;
  const pulls = Math.max(1, Math.floor(free * PULLS_SHARE));
  const others = free - pulls;
  if (others >= OTHERS_MIN) return { pulls, others };
  const problem = `must be at least ${held + 1 + OTHERS_MIN}: ${held} are held for commits and for handling events.`;
  throw new ConfigError([{ variable: 'BIMRIDE_DATABASE_CONNECTIONS', problem }]);
}
