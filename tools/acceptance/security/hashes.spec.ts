/** Which hashes there are: what the code names, and no other. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Calls that name a hash, and the names of hashes as Web Crypto and our libraries have them. */
const BY_CALL = /\b(?:createHash|createHmac|createSign|createVerify|hash|hkdf(?:Sync)?)\(\s*'([^']+)'/g;
const BY_PBKDF2 = /\bpbkdf2(?:Sync)?\((?:[^;]*?),\s*'(\w+)'\s*,?\s*\)/g;
const BY_NAME = /['"/](SHA-?\d[\w-]*|MD\d|RIPEMD\w*|md5|ripemd160|legacy)(?:\.js)?['"]/gi;

/** What a text of code names as a hash, in lower case without dashes. */
function hashesOf(code: string): readonly string[] {
  const named = [BY_CALL, BY_PBKDF2, BY_NAME].flatMap((form) => [...code.matchAll(form)].map(([, name = '']) => name));
  return [...new Set(named.map((name) => name.toLowerCase().replaceAll('-', '')))];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/(?:^|\/)(?:node_modules|dist|fixtures)\/|\.spec\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

describe('hashes', () => {
  it('are SHA-2 alone, in all that is shipped', () => {
    const found = ['apps', 'libs'].flatMap(filesIn).flatMap((file) => {
      return hashesOf(readFileSync(join(ROOT, file), 'utf8')).map((name) => ({ name, file }));
    });
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ name }) => !['sha256', 'sha2'].includes(name))).toEqual([]);
  });

  it.each([
    ["createHash('md5').update(text)", 'md5'],
    ["createHmac(\n  'sha1', key)", 'sha1'],
    ["crypto.subtle.digest('SHA-1', bytes)", 'sha1'],
    ["pbkdf2Sync(password, salt, 1_000, 32, 'sha1')", 'sha1'],
    ["import { md5 } from '@noble/hashes/legacy.js'", 'legacy'],
    ["createSign('RSA-MD5')", 'rsamd5'],
  ])('are found where they are planted: %j', (code, name) => {
    expect(hashesOf(code)).toEqual([name]);
  });
});
