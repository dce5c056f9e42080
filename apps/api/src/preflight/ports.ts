import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { StartRefused } from './start-refused.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken. Stop what listens there',
  EACCES: 'is not for this user',
  EADDRNOTAVAIL: 'is of an address that this machine does not have',
};

/** Looks at the ports before anything else is done, so that nobody waits for a build or a migration to be told. @throws StartRefused */
export async function refuseTakenPorts(config: Config): Promise<void> {
  const { processRoles, port, bindHost, managementPort, managementHost } = config;
  const wanted = [
    ...(processRoles.has('http') ? [{ variable: 'PORT', port, host: bindHost }] : []),
    { variable: 'BIMRIDE_MANAGEMENT_PORT', port: managementPort, host: managementHost },
  ];
  for (const { variable, port: one, host } of wanted) {
    const code = await refusalOf(one, host);
    if (code === undefined) continue;
    throw new StartRefused(`Port ${one} ${REASONS[code] ?? `cannot be used (${code})`}, or set ${variable}.`);
  }
}

/** Why this process could not listen there now; undefined: it could. Port 0 is any free one. */
function refusalOf(port: number, host: string): Promise<string | undefined> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => answer(code));
    probe.listen(port, host, () => probe.close(() => answer(undefined)));
  });
}
