import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { z } from 'zod';
import {
  call,
  createNest,
  createProbeApp,
  listening,
  ProbeController,
  ProbeModule,
  settingsFor,
} from '../../test/harness/probe-app.ts';
import { startTestIssuer, type TestIssuer } from '../../test/harness/test-issuer.ts';
import { AccessGuard } from './access.guard.ts';
import { personIdSchema } from '../openapi/common-schemas.ts';
import { Operation } from '../rest/operation.ts';
import { PUBLIC_ROUTE, permissionRoute, RequirePermission } from './access.ts';
import { RouteRegistry } from './route-registry.ts';
import { Shows } from './shows.ts';

@Controller('forgotten')
class ForgetfulController {
  @Get('route')
  forgotten(): string {
    return 'nobody said who may read this';
  }
}

@Controller('silent')
class SilentController {
  @Get('route')
  @RequirePermission('ops:parked:read')
  silent(): string {
    return 'nobody said whose data this is';
  }
}

const parcels = z.strictObject({ parcels: z.array(z.strictObject({ senderId: personIdSchema })) });

@Controller('lost')
class LostLooksController {
  @Get('misspelt')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.parcels.*.sender'] })
  @Operation({ id: 'misspelt', summary: 'Parcels', answers: { 200: { description: 'Parcels', schema: parcels } } })
  misspelt(): z.infer<typeof parcels> {
    return { parcels: [{ senderId: 'anna' }] };
  }

  @Get('nobody')
  @RequirePermission('ops:parked:read')
  @Operation({ id: 'nobody', summary: 'Parcels', answers: { 200: { description: 'Parcels', schema: parcels } } })
  @Shows('nobody')
  nobody(): z.infer<typeof parcels> {
    return { parcels: [{ senderId: 'anna' }] };
  }
}

describe('routes', () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await startTestIssuer();
  });
  afterAll(() => issuer.close());

  it('that declare nothing keep the application from starting', async () => {
    const app = await createProbeApp(settingsFor(issuer), [ProbeController, ForgetfulController]);
    await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(/RequirePermission[^]*GET \/forgotten\/route/);
    await app.close();
  });

  it('that do not say whose data they show keep it from starting, too', async () => {
    const app = await createProbeApp(settingsFor(issuer), [ProbeController, SilentController]);
    await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(/@Shows[^]*GET \/silent\/route/);
    await app.close();
    const raw = await createProbeApp(settingsFor(issuer));
    const config = { access: { permission: 'ops:parked:read' } } as const;
    raw
      .getHttpAdapter()
      .getInstance()
      .get('/raw/silent', { config }, async () => ({}));
    await expect(raw.listen(0, '127.0.0.1')).rejects.toThrow(/GET \/raw\/silent/);
    await raw.close();
  });

  it('that show people whom their word does not name keep it from starting: the look would be written down by nobody', async () => {
    const app = await createProbeApp(settingsFor(issuer), [ProbeController, LostLooksController]);
    await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(
      /misspelt: @Shows names answer\.parcels\.\*\.sender, [^]*nobody: answer\.parcels\.\*\.senderId is a/,
    );
    await app.close();
  });

  it('of plain Fastify are held to the same', async () => {
    const app = await createProbeApp(settingsFor(issuer));
    app
      .getHttpAdapter()
      .getInstance()
      .post('/raw/forgotten', async () => 'open to the world');
    await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(/POST \/raw\/forgotten/);
    await app.close();
  });

  it('of plain Fastify are checked like all others, wherever they are registered', async () => {
    const app = await createProbeApp(settingsFor(issuer));
    const fastify = app.getHttpAdapter().getInstance();
    fastify.get('/raw/open', { config: PUBLIC_ROUTE }, async () => ({ open: true }));
    fastify.get('/docs', async () => ({ docs: true }));
    fastify.register(async (scope) => {
      scope.get('/raw/parked', { config: permissionRoute('ops:parked:read', 'nobody') }, async () => ({ parked: [] }));
    });
    const base = await listening(app);
    const [rider, admin] = await Promise.all(
      ['rider', 'admin'].map((role) => issuer.mint({ sub: role, roles: [role] })),
    );
    expect((await call(`${base}/raw/open`)).status).toBe(200);
    expect((await call(`${base}/docs`)).status).toBe(200);
    expect((await call(`${base}/raw/parked`)).body['code']).toBe('token_missing');
    expect((await call(`${base}/raw/parked`, rider)).body['code']).toBe('permission_denied');
    expect((await call(`${base}/raw/parked`, admin)).status).toBe(200);
    expect((await call(`${base}/nowhere`)).status).toBe(404);
    await app.close();
  });

  it('leave questions of browsers about other origins to CORS', async () => {
    const app = await createProbeApp(settingsFor(issuer));
    app.enableCors({ origin: 'https://app.example' });
    const base = await listening(app);
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' };
    const preflight = await fetch(`${base}/probe/mine`, { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://app.example',
    ]);
    expect((await call(`${base}/probe/mine`, undefined, { headers })).body['code']).toBe('token_missing');
    await app.close();
  });

  it('are listed with what they ask for', async () => {
    const app = await createProbeApp(settingsFor(issuer));
    await listening(app);
    const listed = app
      .get(RouteRegistry)
      .list()
      .filter(({ method }) => method !== 'HEAD');
    expect(listed).toEqual([
      { method: 'GET', path: '/probe/mine', access: 'rides:read-own', shows: 'caller' },
      { method: 'GET', path: '/probe/open', access: 'public', shows: 'nobody' },
      { method: 'POST', path: '/probe/parked', access: 'ops:parked:write', shows: 'nobody' },
      { method: 'GET', path: '/probe/sync', access: 'sync:use', shows: 'caller' },
    ]);
    await app.close();
  });

  it('stay shut if the check in front of them is left out', async () => {
    const guard = { provide: APP_GUARD, useClass: AccessGuard };
    const app = await createNest({ module: ProbeModule, providers: [guard], controllers: [ProbeController] });
    const base = await listening(app);
    const token = await issuer.mint({ sub: 'rider', roles: ['rider'] });
    expect((await call(`${base}/probe/mine`, token)).status).toBe(403);
    await app.close();
  });
});
