import { mkdtemp, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyedIds } from './keyed-ids.ts';
import { GeneratedSecrets } from './secrets.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bimride-ids-'));
});
afterAll(() => rm(folder, { recursive: true }));

const idsOf = (name: string) => new KeyedIds(new GeneratedSecrets(join(folder, name)));
const write = { subject: 'rider-1', key: 'book-1' };

describe('an id that is made of who asks and their key', () => {
  it('is the same each time on the same server, and a UUID', async () => {
    const ids = idsOf('a');
    expect(await ids.uuid(write)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await idsOf('a').uuid(write)).toBe(await ids.uuid(write));
    expect(await idsOf('a').salt(write)).toBe(await ids.salt(write));
    expect(await idsOf('a').pseudonym('rider-1')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('cannot be made by who knows both: another secret makes another, and no plain hash is it', async () => {
    const [ids, others] = [idsOf('a'), idsOf('b')];
    expect(await others.uuid(write)).not.toBe(await ids.uuid(write));
    expect(await others.salt(write)).not.toBe(await ids.salt(write));
    expect(await others.pseudonym('rider-1')).not.toBe(await ids.pseudonym('rider-1'));
    const plain = createHash('sha256').update('ride\nrider-1\nbook-1').digest('hex');
    expect((await ids.uuid(write)).slice(0, 8)).not.toBe(plain.slice(0, 8));
  });

  it('of other parts is another, however they are cut', async () => {
    const ids = idsOf('a');
    expect(await ids.uuid({ subject: 'a', key: 'b\nc' })).not.toBe(await ids.uuid({ subject: 'a\nb', key: 'c' }));
  });
});
