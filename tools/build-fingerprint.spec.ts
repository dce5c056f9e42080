import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf } from './build-fingerprint.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  mkdirSync(join(folder, 'libs', 'node_modules'), { recursive: true });
  for (const name of ['a.ts', 'b.ts']) writeFileSync(join(folder, 'libs', name), 'one');
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, 'libs', name);
const sources = (): string => fingerprintOf([join(folder, 'libs'), join(folder, 'is-not-there.json')]);

it('is the same as long as nothing changes, and whatever packages do', () => {
  const before = sources();
  writeFileSync(at('node_modules/x.js'), 'x');
  expect(sources()).toBe(before);
});

it.each([
  ['a file is written', () => writeFileSync(at('a.ts'), 'three')],
  ['a file is written with as many letters', () => (writeFileSync(at('a.ts'), 'seven'), utimesSync(at('a.ts'), 1, 1))],
  ['a file is new', () => writeFileSync(at('c.ts'), 'one')],
  ['a file has another name', () => renameSync(at('b.ts'), at('d.ts'))],
  ['a file is gone', () => rmSync(at('d.ts'))],
])('is another one when %s', (_what, change) => {
  const before = sources();
  change();
  expect(sources()).not.toBe(before);
});
