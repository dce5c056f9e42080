import { SyncRuntime } from '#sync';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import type { AppParts, InstalledModule, Planted } from './app-parts.ts';
import type { Config } from './config.ts';
import { createHttpAdapter } from './http/http-server.ts';
import { serveOpenApi } from './openapi/serve.ts';
import { ProblemFilter } from './http/problem-filter.ts';
import { stampRequests } from './http/received-at.ts';
import { RouteTable } from './http/route-table.ts';
import { SchemaValidationPipe } from './http/validate.ts';
import { KeyedIds } from './keyed-ids.ts';
import type { FaultLog } from './observe/fault-log.ts';
import type { Metrics } from './observe/metrics.ts';
import { NestLogger } from './observe/nest-logger.ts';
import { productVersion } from './observe/product-version.ts';
import type { Readiness } from './observe/readiness.ts';
import { observeRequests } from './observe/request-log.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Opened } from './opened.ts';
import type { Secrets } from './secrets.ts';
import { clockOf } from './server-clock.ts';
import { authSettings, mountIdentity, tokenIssuer } from './token-issuer.ts';

/** What is there before the application is, and what it is made of. */
export interface AppSurroundings {
  readonly config: Config;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly database: OpenDatabase;
  readonly pullConnectionsMax: number;
  readonly metrics: Metrics;
  readonly modules: readonly InstalledModule[];
  readonly readiness: Readiness;
  readonly faults: FaultLog;
  /** Where people reach this server. */
  readonly url: string;
  readonly planted: Planted;
  readonly onlyJobs: boolean;
}

/** Builds the application, ready to listen. It is closed with `opened`. */
export async function createApp(around: AppSurroundings, opened: Opened): Promise<NestFastifyApplication> {
  const { config, faults, log, metrics, planted, readiness, secrets, url } = around;
  const adapter = createHttpAdapter({
    production: config.environment === 'production',
    isShuttingDown: () => readiness.isShuttingDown,
    trustedProxies: config.trustedProxies,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  const routes = new RouteTable();
  routes.watch(fastify);
  stampRequests(fastify, clockOf(planted));
  observeRequests(fastify, { log, metrics, ids: new KeyedIds(secrets) });
  const issuer = await tokenIssuer(config, url, secrets);
  const auth = { ...authSettings(config, issuer), onRoleless: rolelessReport(around) };
  if (config.processRoles.has('http') && 'check' in auth.keys) readiness.watchIssuer(auth.keys);
  const app = await NestFactory.create<NestFastifyApplication>(await appModule(around, auth), adapter, {
    logger: new NestLogger(log),
    bodyParser: false,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
  });
  opened.add(app, (running) => running.close());
  app.useGlobalFilters(new ProblemFilter(around.faults, routes));
  app.useGlobalPipes(new SchemaValidationPipe());
  allowOrigins(app, config.corsOrigins, routes);
  const { dataSource } = around.database;
  await mountIdentity(fastify, issuer, { config, secrets, dataSource, faults });
  await serveOpenApi(app, {
    version: productVersion(),
    issuer: issuer.signingKey === undefined ? issuer.url : undefined,
    modules: around.modules.map(({ server }) => server.definition),
  });
  connectTransports(app);
  return app;
}

function appModule(
  { config, database, ...around }: AppSurroundings,
  auth: AppParts['auth'],
): ReturnType<typeof AppModule.forRoot> {
  const { faults, log, metrics, modules, planted, readiness, secrets } = around;
  return AppModule.forRoot({
    auth,
    modules,
    processRoles: config.processRoles,
    databaseUrl: database.url,
    databasePassword: database.password,
    pullConnectionsMax: around.pullConnectionsMax,
    dataSource: database.dataSource,
    registry: metrics.registry,
    settings: config.ofModules,
    dataDir: config.dataDir,
    version: productVersion(),
    log,
    planted,
    onlyJobs: around.onlyJobs,
    readiness,
    faults,
    secrets,
  });
}

const NAME_OF_CLIENT = /^[\w.:-]{1,100}$/;

/** Says that tokens come without a role we know, by the application they were issued to: never by the person. */
const rolelessReport =
  ({ faults, config }: AppSurroundings) =>
  (clientId = ''): void => {
    const client = NAME_OF_CLIENT.test(clientId) ? ` of ${clientId}` : '';
    faults.report({
      about: 'token_without_role',
      cause: undefined,
      detail: `a token${client} has no role that we know in its claim ${config.oidcRolesClaim}`,
    });
  };

function connectTransports(app: NestFastifyApplication): void {
  for (const strategy of app.get(SyncRuntime).transports) {
    app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  }
}

const PREFLIGHT_SECONDS = 600;

function allowOrigins(app: NestFastifyApplication, origins: readonly string[], routes: RouteTable): void {
  if (origins.length === 0) return;
  const same = {
    origin: [...origins],
    allowedHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'Idempotency-Key', 'X-Replicache-RequestID'],
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: PREFLIGHT_SECONDS,
  };
  // What an address takes is known once all routes are: it is looked up, not listed.
  app.enableCors({
    delegator: ({ url }, answer) => answer(null, { ...same, methods: [...routes.methodsAt(url)] }),
  });
}
