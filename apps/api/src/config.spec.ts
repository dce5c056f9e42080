import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { ConfigError, parseConfig } from './config.ts';
import { neededSecrets } from './open-secrets.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://bimride@db.example.com/bimride?sslmode=verify-full',
  OIDC_ISSUER: 'https://login.example.com/tenant/v2.0',
  KEY_VAULT_URI: 'https://bimride.vault.azure.net',
  BIMRIDE_PUBLIC_URL: 'https://api.bimride.example/',
};

function problemsOf(env: Record<string, string>): Record<string, string> {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) {
      return Object.fromEntries(error.problems.map(({ variable, problem }) => [variable, problem]));
    }
    throw error;
  }
  return {};
}

describe('the settings', () => {
  it('need nothing at all in development', () => {
    expect(parseConfig({})).toMatchObject({
      environment: 'development', port: 3000, managementPort: 9464, bindHost: '127.0.0.1', dataDir: resolve('.data'),
      oidcAudience: 'bimride-api', databaseUrl: undefined, migrate: true, logLevel: 'info', corsOrigins: [],
    }); // prettier-ignore
    expect([...parseConfig({}).processRoles]).toEqual(['http', 'consumers', 'schedule']);
  });

  it('take an empty variable for one that is not set, and leave other programs’ variables alone', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '', BIMRIDE_ROLES: '', PATH: 'bin', npm_config_x: 'y' }).port).toBe(
      3000,
    );
  });

  it('name an unknown BIMRIDE_ variable, and the known ones', () => {
    const { BIMRIDE_ROLE: problem } = problemsOf({ BIMRIDE_ROLE: 'http' });
    expect(problem).toContain('is not a setting');
    expect(problem).toContain('BIMRIDE_ROLES');
  });

  it.each([
    ['PORT', '70000', 'whole number'],
    ['PORT', '-1', 'whole number'],
    ['PORT', '3e3', 'whole number'],
    ['NODE_ENV', 'prod', 'development, test or production'],
    ['DATABASE_URL', 'mysql://x/y', 'postgres://'],
    ['OIDC_ISSUER', 'login.example.com', 'https://'],
    ['KEY_VAULT_URI', 'http://vault.example.com', 'https://'],
    ['BIMRIDE_TRUSTED_PROXIES', 'proxy.example', 'networks'],
    ['BIMRIDE_TRUSTED_PROXIES', '10.0.0.0/33', 'networks'],
    ['BIMRIDE_TRUSTED_PROXIES', '0.0.0.0/0', 'networks'],
    ['BIMRIDE_ROLES', 'http,cook', 'http, consumers, schedule'],
    ['DATABASE_URL', 'postgres://one,two/bimride', 'one host'],
    ['BIMRIDE_LOG_LEVEL', 'loud', 'must be one of'],
    ['BIMRIDE_CORS_ORIGINS', 'https://app.example.com/path', 'without a path'],
    ['BIMRIDE_CORS_ORIGINS', '*', 'without a path'],
    ['BIMRIDE_MIGRATE', 'yes', 'true or false'],
  ])('refuse %s=%s', (variable, value, reason) => {
    expect(problemsOf({ [variable]: value })[variable]).toContain(reason);
  });

  it('never repeat a value: it may hold a password', () => {
    const secret = 'hunter2';
    expect(() => parseConfig({ DATABASE_URL: `mysql://u:${secret}@h/d`, BIMRIDE_TOKEN: secret })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  });

  it('tell everything that is wrong at once', () => {
    expect(Object.keys(problemsOf({ PORT: 'x', BIMRIDE_LOG_LEVEL: 'loud', BIMRIDE_X: '1' })).sort()).toEqual([
      'BIMRIDE_LOG_LEVEL', 'BIMRIDE_X', 'PORT',
    ]); // prettier-ignore
  });
});

describe('the embedded issuer', () => {
  const issuer = { OIDC_ISSUER: 'https://login.example.com' };
  const elsewhere = 'postgres://db.example.com/bimride';

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['serves this machine', {}, []],
    ['serves a database of this machine', { DATABASE_URL: 'postgres://localhost/bimride' }, []],
    ['serves a database by its socket', { DATABASE_URL: 'postgres:///bimride?host=/run/postgresql' }, []],
    ['is not reached from others', { BIMRIDE_BIND_HOST: '0.0.0.0' }, ['BIMRIDE_BIND_HOST']],
    ['is not reached from others by IPv6', { BIMRIDE_BIND_HOST: '::' }, ['BIMRIDE_BIND_HOST']],
    ['lets nobody into a database of another machine', { DATABASE_URL: elsewhere }, ['DATABASE_URL']],
    ['lets nobody in there where the URL says the host behind', { DATABASE_URL: 'postgres://localhost/bimride?host=db.example.com' }, ['DATABASE_URL']],
    ['does both when told so by name', { BIMRIDE_BIND_HOST: '0.0.0.0', DATABASE_URL: elsewhere, BIMRIDE_DEMO_PEOPLE_FOR_ALL: 'true' }, []],
    ['is of no concern where another issuer signs', { ...issuer, BIMRIDE_BIND_HOST: '0.0.0.0', DATABASE_URL: elsewhere }, []],
  ])('%s', (_what, env, refused) => {
    const problems = problemsOf(env);
    expect(Object.keys(problems)).toEqual(refused);
    for (const problem of Object.values(problems)) expect(problem).toContain('anybody who reaches this server');
  }); // prettier-ignore

  it('leaves figures to this machine, whatever people reach', () => {
    expect(parseConfig({ ...issuer, BIMRIDE_BIND_HOST: '0.0.0.0' }).managementHost).toBe('127.0.0.1');
    expect(parseConfig({ BIMRIDE_MANAGEMENT_HOST: '10.0.0.5' }).managementHost).toBe('10.0.0.5');
  });
});

describe('the settings in production', () => {
  it('are accepted when everything real is named', () => {
    expect(parseConfig(PRODUCTION)).toMatchObject({
      environment: 'production', bindHost: '0.0.0.0', migrate: false, publicUrl: 'https://api.bimride.example',
    }); // prettier-ignore
  });

  it.each(['DATABASE_URL', 'OIDC_ISSUER', 'KEY_VAULT_URI', 'BIMRIDE_PUBLIC_URL'])(
    'do not fall back for %s',
    (variable) => {
      expect(problemsOf({ ...PRODUCTION, [variable]: '' })).toEqual({
        [variable]: expect.stringContaining('must be set in production'),
      });
    },
  );

  it('of a command that works with the database alone are its address, and the vault where its password is', () => {
    const withPassword = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgresql://owner:secret@db/bimride?sslmode=verify-full',
    };
    const owner = parseConfig(withPassword, 'database');
    expect(owner.environment).toBe('production');
    expect(neededSecrets(owner, 'database')).toEqual([]);
    const withoutPassword = { ...withPassword, DATABASE_URL: 'postgresql://owner@db/bimride?sslmode=verify-full' };
    expect(() => parseConfig(withoutPassword, 'database')).toThrow(/^[^\n]*\n {2}KEY_VAULT_URI: must be set[^\n]*$/);
    const other = parseConfig({ ...withoutPassword, KEY_VAULT_URI: PRODUCTION.KEY_VAULT_URI }, 'database');
    expect(neededSecrets(other, 'database')).toEqual(['database-password']);
    expect(neededSecrets(parseConfig(PRODUCTION))).toContain('book-signing-key');
  });

  it.each([
    ['is refused for another machine when it does not say so', 'postgresql://bimride@db.example.com/bimride', false],
    ['is taken when it is wanted', 'postgresql://bimride@db.example.com/bimride?sslmode=disable', true],
    ['is taken on this machine', 'postgresql://bimride@localhost/bimride', true],
  ])('a database without encryption %s', (_what, url, isTaken) => {
    const problem = isTaken ? {} : { DATABASE_URL: expect.stringContaining('sslmode=verify-full') };
    expect(problemsOf({ ...PRODUCTION, DATABASE_URL: url })).toEqual(problem);
    const forMigrations = () =>
      parseConfig({ NODE_ENV: 'production', DATABASE_URL: url.replace('@', ':pw@') }, 'database');
    if (isTaken) expect(forMigrations).not.toThrow();
    else expect(forMigrations).toThrow('sslmode=verify-full');
  });

  it.each(['OIDC_ISSUER', 'BIMRIDE_PUBLIC_URL'])('refuse %s without encryption', (variable) => {
    expect(problemsOf({ ...PRODUCTION, [variable]: 'http://x.example.com' })[variable]).toContain('https://');
  });
});
