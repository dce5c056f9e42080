import { describe, expect, it } from '@jest/globals';
import { MODULES } from './modules.ts';
import { readConfig } from './read-config.ts';
import { settings } from './settings.ts';

const all = settings(MODULES.map(({ server }) => server.definition));
const byName = () => new Map(all.map((setting) => [setting.name, setting]));

describe('the settings in words', () => {
  it('say of each what it may be, as its schema says it', () => {
    expect(byName().get('BIMRIDE_SHUTDOWN_SECONDS')).toEqual({
      name: 'BIMRIDE_SHUTDOWN_SECONDS',
      meaning: 'How long a shutdown waits for requests in flight',
      form: 'a whole number from 1 to 300',
      unit: 'seconds',
      byDefault: '20',
      inProduction: null,
    });
  });

  it('say what production demands, as it says so itself', () => {
    const demanded = all.filter(({ inProduction }) => inProduction?.startsWith('Must be set'));
    expect(demanded.map(({ name }) => name)).toEqual([
      'DATABASE_URL',
      'OIDC_ISSUER',
      'KEY_VAULT_URI',
      'BIMRIDE_PUBLIC_URL',
    ]);
    expect(byName().get('BIMRIDE_PUBLIC_URL')?.inProduction).toContain('Must begin with https://');
  });

  it('have the defaults that are used', () => {
    expect(byName().get('PORT')?.byDefault).toBe(String(readConfig({}).port));
    expect(byName().get('BIMRIDE_MANAGEMENT_PORT')?.byDefault).toContain(String(readConfig({}).managementPort));
    expect(byName().get('BIMRIDE_BIND_HOST')?.byDefault).toBe(readConfig({}).bindHost);
    expect(readConfig({ PORT: '4000' }).managementPort).toBe(0);
  });
});
