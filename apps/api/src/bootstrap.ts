import { heldConnections, SyncRuntime, type GroupPlace } from '#sync';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Planted } from './app-parts.ts';
import type { Config } from './config.ts';
import { createApp, type AppSurroundings } from './create-app.ts';
import { shareConnections } from './database-connections.ts';
import { freePort } from './embedded/free-port.ts';
import { databaseModules, MODULES } from './modules.ts';
import { ClockCheck } from './observe/clock-check.ts';
import { FaultLog } from './observe/fault-log.ts';
import { createLogger } from './observe/logger.ts';
import { startManagementServer } from './observe/management-server.ts';
import { Metrics } from './observe/metrics.ts';
import { productVersion } from './observe/product-version.ts';
import { Readiness } from './observe/readiness.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { openSecrets, type KeyVaultSettings } from './open-secrets.ts';
import { Opened } from './opened.ts';
import { refuseForeignIdKey } from './preflight/foreign-id-key.ts';
import { refuseTakenPorts } from './preflight/ports.ts';
import { refuseUnwritableFolder } from './preflight/writable-folder.ts';
import { refuseWrongClock } from './preflight/wrong-clock.ts';

/** A running server. */
export interface RunningServer {
  /** Where people reach it. */
  readonly url: string;
  readonly managementUrl: string;
  readonly app: NestFastifyApplication;
  readonly database: OpenDatabase;
  /** Stops taking requests, finishes those in flight up to the deadline, and lets go of everything. Safe to call twice. */
  close(): Promise<void>;
}

/** What tests put in the place of the real thing, and what a command leaves out. */
export interface BootstrapOverrides {
  readonly log?: Logger;
  readonly keyVault?: KeyVaultSettings;
  readonly planted?: Planted;
  /** See `AppParts`. */
  readonly onlyJobs?: boolean;
}

/**
 * Starts the server these settings describe; port 0 means any free one. When anything fails, whatever was started is stopped again.
 * @throws ConfigError, StartRefused, AlreadyRunningError, DatabaseRefused, SecretUnavailable, and what listening and connecting throw
 */
export async function bootstrap(settings: Config, overrides: BootstrapOverrides = {}): Promise<RunningServer> {
  // Our own address is part of the issuer's name and must be known before anything listens.
  const config = settings.port === 0 ? { ...settings, port: await freePort() } : settings;
  const opened = new Opened();
  try {
    await refuseUnwritableFolder(config);
    await refuseTakenPorts(config);
    return await start(config, overrides, opened);
  } catch (error) {
    await opened.closeAll().catch(() => undefined);
    throw error;
  }
}

async function start(config: Config, overrides: BootstrapOverrides, opened: Opened): Promise<RunningServer> {
  const around = await openSurroundings(config, overrides, opened);
  const { readiness, database, url } = around;
  const at = { host: config.managementHost, port: config.managementPort, publicUrl: url };
  // Opened before the application, hence closed after it: operators see a shutdown to its end.
  const management = opened.add(await startManagementServer(at, around), (server) => server.close());
  const app = await createApp(around, opened);
  await listen(app, config);
  readiness.beginServing(app.get(SyncRuntime));
  await sayReady(around, management.url);
  if (!config.processRoles.has('schedule')) await sayIfNobodyDoesJobs(app, around);
  await sayOfGroups(app, around);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= shutDown(app, around, opened));
  return { url, managementUrl: management.url, app, database, close };
}

/** What an operator wants to know of a process: which it is, what it does, and on what. */
async function sayReady({ config, log, database, url }: AppSurroundings, management: string): Promise<void> {
  const [postgres] = await database.dataSource.query<{ server_version: string }[]>('SHOW server_version');
  const { host } = new URL(database.url);
  log.info(
    {
      version: productVersion(),
      roles: [...config.processRoles],
      at: url,
      management,
      database: host,
      postgres: postgres?.server_version,
      connections: config.databaseConnectionsMax,
    },
    'ready',
  );
}

/** A fleet in which nobody does scheduled work shall not go on in silence. */
async function sayIfNobodyDoesJobs(app: NestFastifyApplication, { log, faults }: AppSurroundings): Promise<void> {
  const processes = await app
    .get(SyncRuntime)
    .jobs.processes()
    .catch((cause: unknown) => faults.report({ about: 'jobs', cause }));
  if (processes === 0) log.warn('no process does scheduled work: start one with the role schedule (BIMRIDE_ROLES)');
}

/** Nor one in which nobody handles events, or keeps them for a group that is no more. */
async function sayOfGroups(app: NestFastifyApplication, { config, log, faults }: AppSurroundings): Promise<void> {
  const places = await app
    .get(SyncRuntime)
    .groupPlaces()
    .catch((cause: unknown) => faults.report({ about: 'groups of events', cause }));
  const groupsOf = (is: (place: GroupPlace) => boolean): string[] =>
    (places ?? []).filter(is).map(({ group }) => group);
  const unread = groupsOf(({ isKnown, isRead }) => isKnown && !isRead);
  // A process that handles events begins with that now.
  if (unread.length > 0 && !config.processRoles.has('consumers'))
    log.warn({ groups: unread }, 'no process handles events: start one with the role consumers (BIMRIDE_ROLES)');
  const unknown = groupsOf(({ isKnown }) => !isKnown);
  if (unknown.length > 0)
    log.warn({ groups: unknown }, 'events are kept for groups that this version does not have: see docs/events.md');
}

async function openSurroundings(
  config: Config,
  { log = createLogger(config), keyVault, planted = {}, onlyJobs = false }: BootstrapOverrides,
  opened: Opened,
): Promise<AppSurroundings> {
  const metrics = opened.add(new Metrics(), (all) => all.close());
  const faults = new FaultLog(log, metrics.registry);
  const secrets = opened.add(await openSecrets(config, { faults, keyVault }), (source) => source.close());
  const modules = [...MODULES, ...(planted.modules ?? [])];
  const held = heldConnections(
    modules.map(({ server }) => server),
    config.processRoles.has('consumers'),
  );
  const { pulls: pullConnectionsMax, others: poolConnectionsMax } = shareConnections(
    config.databaseConnectionsMax,
    held,
  );
  const database = await openDatabase(config, secrets, log, {
    modules: databaseModules(modules),
    poolConnectionsMax,
    onPoolError: (cause) => faults.report({ about: 'connections', cause }),
  });
  opened.add(database, (open) => open.close());
  await refuseForeignIdKey(config, { dataSource: database.dataSource, secrets, faults });
  const readiness = new Readiness(database.dataSource);
  const clock = opened.add(new ClockCheck({ dataSource: database.dataSource, faults }), (check) => check.stop());
  await refuseWrongClock(config, clock);
  clock.start();
  readiness.watchClock(clock);
  const url = config.publicUrl ?? `http://localhost:${config.port}`;
  const parts = { config, log, secrets, database, pullConnectionsMax, metrics, modules };
  return { ...parts, readiness, faults, url, planted, onlyJobs };
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  if (config.processRoles.has('http')) await app.listen({ port: config.port, host: config.bindHost });
  else await app.init();
  await app.startAllMicroservices();
}

// New requests are refused from the first moment; event streams are ended, because they would never end by themselves; whoever
// is still there at the deadline is cut off.
async function shutDown(app: NestFastifyApplication, around: AppSurroundings, opened: Opened): Promise<void> {
  const { readiness, config, log } = around;
  const begunMs = performance.now();
  log.info('shutting down');
  readiness.beginShutdown();
  await app.get(SyncRuntime).pokes.close();
  const server = app.getHttpServer();
  const deadline = setTimeout(() => {
    log.warn('requests were cut off at the shutdown deadline');
    server.closeAllConnections();
  }, config.shutdownDeadlineMs);
  await opened.closeAll().finally(() => clearTimeout(deadline));
  log.info({ ms: Math.round(performance.now() - begunMs) }, 'ended');
}
