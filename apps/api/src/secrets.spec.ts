import { beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratedSecrets, SecretUnavailable } from './secrets.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
});

describe('generated secrets', () => {
  it('are made once, long, different, and kept over a restart', async () => {
    const first = new GeneratedSecrets(dataDir);
    const [cookie, other] = [await first.get('oidc-cookie-key'), await first.get('other')];
    expect(Buffer.from(cookie, 'base64url')).toHaveLength(32);
    expect(other).not.toBe(cookie);
    expect(await new GeneratedSecrets(dataDir).get('oidc-cookie-key')).toBe(cookie);
  });

  it('are for this user’s eyes only', async () => {
    await new GeneratedSecrets(dataDir).get('oidc-cookie-key');
    expect((await stat(join(dataDir, 'secrets'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'secrets', 'oidc-cookie-key'))).mode & 0o777).toBe(0o600);
  });

  it('are the same for all that ask at once', async () => {
    const secrets = new GeneratedSecrets(dataDir);
    const asked = await Promise.all(Array.from({ length: 20 }, () => secrets.get('contended')));
    expect(new Set(asked).size).toBe(1);
    expect(await readdir(join(dataDir, 'secrets'))).toEqual(['contended']);
  });

  it('are read once in the life of a process, and asked for again after a failure', async () => {
    const secrets = new GeneratedSecrets(dataDir);
    await writeFile(join(dataDir, 'secrets'), 'a file where the folder would be');
    await expect(secrets.get('often')).rejects.toThrow('EEXIST');
    await rm(join(dataDir, 'secrets'));
    const first = await secrets.get('often');
    await rm(join(dataDir, 'secrets'), { recursive: true });
    expect(await secrets.get('often')).toBe(first);
  });

  it('may be more than random text, and are made once then too', async () => {
    const secrets = new GeneratedSecrets(dataDir);
    let made = 0;
    const make = async (): Promise<string> => `pair ${(made += 1)}`;
    expect([await secrets.getOrMake('pair', make), await secrets.getOrMake('pair', make)]).toEqual([
      'pair 1',
      'pair 1',
    ]);
    expect(await readFile(join(dataDir, 'secrets', 'pair'), 'utf8')).toBe('pair 1');
  });

  it.each(['../escape', 'a/b', '', 'UPPER', '-x', '.hidden'])('are never anywhere else: %j', async (name) => {
    await expect(new GeneratedSecrets(dataDir).get(name)).rejects.toThrow(SecretUnavailable);
    expect(await readdir(dataDir)).toEqual([]);
  });
});
