import { describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Answer,
  call,
  createProbeApp,
  listening,
  QUICK_ISSUER_LIMITS,
  settingsFor,
  until,
} from '../../test/harness/probe-app.ts';
import { startTestIssuer, type TestIssuer } from '../../test/harness/test-issuer.ts';
import { remoteKeys } from './issuer-keys.ts';

describe('the keys of the issuer', () => {
  let issuer: TestIssuer;
  let app: NestFastifyApplication;
  let base: string;

  const start = async (limits = QUICK_ISSUER_LIMITS): Promise<void> => {
    issuer = await startTestIssuer();
    app = await createProbeApp(settingsFor(issuer, limits));
    base = await listening(app);
  };
  const stop = async (): Promise<void> => {
    await app.close();
    await issuer.close();
  };
  const mine = async (): Promise<Answer> =>
    call(`${base}/probe/mine`, await issuer.mint({ sub: 'rider', roles: ['rider'] }));

  it('are picked up after a rotation, once the cooldown is over', async () => {
    // Long enough for three requests on a machine that is busy.
    await start({ ...QUICK_ISSUER_LIMITS, cooldownMs: 2_000 });
    expect((await mine()).status).toBe(200);
    await issuer.rotate();
    expect((await mine()).body['code']).toBe('token_key_unknown');
    expect((await until(mine, ({ status }) => status === 200)).status).toBe(200);
    await stop();
  });

  it('are not asked for again and again because of unknown ones', async () => {
    await start({ ...QUICK_ISSUER_LIMITS, cooldownMs: 60_000 });
    await mine();
    const strange = await issuer.mint({ sub: 'rider', header: { kid: 'nobody' } });
    await Promise.all(Array.from({ length: 20 }, () => call(`${base}/probe/mine`, strange)));
    expect(issuer.jwksRequests()).toBe(1);
    await stop();
  });

  it('being out of reach is a 503 that keeps the queue of a phone, and it heals', async () => {
    await start();
    await issuer.fail();
    const { status, headers, body } = await mine();
    expect([status, body['code']]).toEqual([503, 'identity_unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('www-authenticate')).toBeNull();
    await issuer.recover();
    expect((await until(mine, (answer) => answer.status === 200)).status).toBe(200);
    await stop();
  });

  it('go on serving while the issuer is down, but say nothing about new ones', async () => {
    await start({ ...QUICK_ISSUER_LIMITS, cacheMaxAgeMs: 0 });
    expect((await mine()).status).toBe(200);
    await issuer.fail();
    expect((await mine()).status).toBe(200);
    await issuer.rotate();
    expect((await mine()).body['code']).toBe('identity_unavailable');
    await stop();
  });

  it('are not served stale for ever', async () => {
    await start({ ...QUICK_ISSUER_LIMITS, cacheMaxAgeMs: 0, staleMaxAgeMs: -1 });
    expect((await mine()).status).toBe(200);
    await issuer.fail();
    expect((await mine()).body['code']).toBe('identity_unavailable');
    await stop();
  });

  it('are not fetched from where a redirect leads', async () => {
    issuer = await startTestIssuer();
    let asked = 0;
    const door = createServer((request, response) => {
      asked += 1;
      response.writeHead(302, { location: `${issuer.issuer}${request.url ?? ''}` }).end();
    }).listen(0, '127.0.0.1');
    await once(door, 'listening');
    const alias = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    app = await createProbeApp({ ...settingsFor(issuer), issuer: alias, keys: remoteKeys(alias, QUICK_ISSUER_LIMITS) });
    base = await listening(app);
    const token = await issuer.mint({ sub: 'rider', claims: { iss: alias } });
    expect((await call(`${base}/probe/mine`, token)).body['code']).toBe('identity_unavailable');
    expect([asked, issuer.jwksRequests()]).toEqual([1, 0]);
    door.close();
    await stop();
  });

  it('are refused from an issuer that calls itself otherwise', async () => {
    issuer = await startTestIssuer();
    const alias = issuer.issuer.replace('127.0.0.1', 'localhost');
    app = await createProbeApp({ ...settingsFor(issuer), issuer: alias, keys: remoteKeys(alias, QUICK_ISSUER_LIMITS) });
    base = await listening(app);
    const token = await issuer.mint({ sub: 'rider', claims: { iss: alias } });
    expect((await call(`${base}/probe/mine`, token)).body['code']).toBe('identity_unavailable');
    await stop();
  });
});
