import type { RunningServer } from './bootstrap.ts';
import type { Config } from './config.ts';

const DEFAULT_PORT = '3000';

/** What a developer sees once everything runs: where to look, and what to try first. */
export function banner({ url, managementUrl, database }: RunningServer, config: Pick<Config, 'oidcIssuer'>): string {
  const signIn = config.oidcIssuer === undefined ? `${url}/sign-in` : config.oidcIssuer;
  // The other commands look for the server where it is by default.
  const { port } = new URL(url);
  const at = ['', DEFAULT_PORT].includes(port) ? '' : `PORT=${port} `;
  const kept = database.embedded === undefined ? 'the database of DATABASE_URL' : database.embedded.clusterDir;
  return `
  Bimride runs.

    API docs     ${url}/docs
    Sign in      ${signIn}
    Metrics      ${managementUrl}/metrics
    Data         ${kept}

  Try, in another terminal:

    curl ${url}/v1/offline-first-mobile-architecture/status
    ${at}npm run -s token -- rider
    ${at}npm run demo

  Ctrl-C stops everything; the data stays.

`;
}
