import type { Config } from './config.ts';

/**
 * Whether a signal ends the server. A terminal that is closed sends SIGHUP: a developer's server ends with it. To a daemon it
 * says "read your settings again" (as logrotate and systemd send it), and we have none to read again.
 */
export const endsServer = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', environment: Config['environment']): boolean =>
  signal !== 'SIGHUP' || environment === 'development';
