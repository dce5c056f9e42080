import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { AppModule } from '../app.module.ts';
import { createDataSource } from '../data-source.ts';
import { createHttpAdapter } from '../http/http-server.ts';
import { databaseModules, MODULES } from '../modules.ts';
import { readConfig } from '../read-config.ts';
import { GeneratedSecrets } from '../secrets.ts';
import { FaultLog } from '../observe/fault-log.ts';
import { Readiness } from '../observe/readiness.ts';
import { makeDocument, type MadeDocument } from './document.ts';

// Nothing of it is opened: the application is only looked at.
const NOWHERE = 'postgresql://nobody@127.0.0.1:1/none';

/** The API document as a server with demo people gives it, made without one: no database, no port, no secret. */
export async function describeApi(version: string): Promise<MadeDocument> {
  const dataSource = createDataSource({ url: NOWHERE, modules: databaseModules() });
  const registry = new Registry();
  const log = pino({ level: 'silent' });
  const module = await AppModule.forRoot({
    auth: {
      issuer: NOWHERE,
      audience: '',
      tokenType: '',
      rolesClaim: '',
      keys: async () => Promise.reject(new Error()),
    },
    modules: MODULES,
    processRoles: new Set(['http']),
    databaseUrl: NOWHERE,
    dataSource,
    registry,
    settings: readConfig({}).ofModules,
    dataDir: NOWHERE,
    version,
    log,
    faults: new FaultLog(log, registry),
    planted: {},
    readiness: new Readiness(dataSource),
    secrets: new GeneratedSecrets(NOWHERE),
  });
  const adapter = createHttpAdapter({ production: false, isShuttingDown: () => false });
  const options = { preview: true, logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  const modules = MODULES.map(({ server }) => server.definition);
  return makeDocument(app, { version, issuer: undefined, modules });
}
