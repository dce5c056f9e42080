import { Controller, type DynamicModule, Get, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Public, RequirePermission } from '../../src/auth/access.ts';
import { Shows } from '../../src/auth/shows.ts';
import { AuthModule, type AuthSettings } from '../../src/auth/auth.module.ts';
import { ISSUER_LIMITS, remoteKeys } from '../../src/auth/issuer-keys.ts';
import { PermissionTable } from '../../src/auth/permissions.ts';
import { MODULES } from '../../src/modules.ts';
import { CurrentPrincipal, type Principal } from '../../src/auth/principal.ts';
import { FaultLog } from '../../src/observe/fault-log.ts';
import { ProblemFilter } from '../../src/http/problem-filter.ts';
import { RouteTable } from '../../src/http/route-table.ts';
import type { TestIssuer } from './test-issuer.ts';
import { breathe } from '../faults/eventually.ts';

/** A route of each sort, to try the access check on without the rest of the product. */
@Controller('probe')
export class ProbeController {
  @Get('open')
  @Public()
  open(): object {
    return { open: true };
  }

  @Get('mine')
  @RequirePermission('rides:read-own')
  @Shows('caller')
  mine(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('sync')
  @RequirePermission('sync:use')
  @Shows('caller')
  sync(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Post('parked')
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  parked(): object {
    return { written: true };
  }
}

/** Root module of small applications. */
@Module({})
export class ProbeModule {}

/** Short waits, so that specs see what comes after them. */
export const QUICK_ISSUER_LIMITS = { ...ISSUER_LIMITS, timeoutMs: 1_000, cooldownMs: 100, failurePauseMs: 50 };

/** Who may do what in the product. */
export const PERMISSIONS = new PermissionTable(MODULES.map(({ server }) => server.definition));

/** Settings that accept the tokens of a test issuer, by HTTP. */
export const settingsFor = (issuer: TestIssuer, limits = QUICK_ISSUER_LIMITS): AuthSettings => ({
  issuer: issuer.issuer,
  audience: issuer.audience,
  tokenType: 'at+jwt',
  rolesClaim: 'roles',
  keys: remoteKeys(issuer.issuer, limits),
  permissions: PERMISSIONS,
  publicPaths: ['/docs'],
});

/** An application of the given root module that throws when it cannot start. */
export const createNest = (root: DynamicModule): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false, abortOnError: false });

/** An application with the access check and the given controllers, not yet listening. */
export async function createProbeApp(
  settings: AuthSettings,
  controllers: Type[] = [ProbeController],
): Promise<NestFastifyApplication> {
  const app = await createNest({ module: ProbeModule, imports: [AuthModule.forRoot(settings)], controllers });
  app.useGlobalFilters(new ProblemFilter(new FaultLog(pino({ enabled: false }), new Registry()), new RouteTable()));
  return app;
}

/** Starts listening on a free port; answers the address. */
export async function listening(app: NestFastifyApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** An answer with a JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Requests something, with a token if one is given. */
export async function call(url: string, token?: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(url, { ...init, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const PROBE_EVERY_MS = 20;
const DEADLINE_MS = 10_000;

/** Asks again until the answer is good, or the deadline has passed; gives back the last answer. */
export async function until<T>(probe: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const endMs = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await probe();
    if (good(value) || Date.now() > endMs) return value;
    await breathe(PROBE_EVERY_MS);
  }
}
