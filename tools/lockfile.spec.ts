import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { missingEntries, parseLockfile } from './lockfile.ts';

describe('package-lock.json', () => {
  it.each(['package-lock.json', 'examples/expo/package-lock.json'])(
    '%s names the binary packages of every platform, so that `npm ci` takes it (else: npm run lockfile, in its folder node ../../tools/lockfile.ts)',
    (path) => expect(missingEntries(parseLockfile(readFileSync(path, 'utf8')))).toEqual({}),
  );

  it('would be completed, where one is missing', () => {
    const optionalDependencies = {
      '@tool/linux-x64-musl': '1.2.3',
      '@tool/darwin-arm64': '1.2.3',
      'tool-here': '1.0.0',
    };
    const packages = {
      '': {},
      'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies },
      'node_modules/tool/node_modules/tool-here': { version: '1.0.0' },
    };
    expect(missingEntries({ packages })).toEqual({
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
      'node_modules/@tool/darwin-arm64': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        optional: true,
        os: ['darwin'],
      },
    });
  });

  it('is left alone where a name does not say its platform', () => {
    const packages = { 'node_modules/tool': { version: '1.0.0', optionalDependencies: { fsevents: '1.0.0' } } };
    expect(() => missingEntries({ packages })).toThrow('the platform of fsevents');
  });
});
