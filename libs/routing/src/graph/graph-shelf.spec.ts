import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphShelf } from './graph-shelf.ts';

const manifest = (graphVersion: string) => ({
  kind: 'import',
  graphVersion,
  sourceHash: 'x',
  tolerancePercent: 5,
  schematic: false,
  builtAtMs: 0,
});
const build = (graphVersion: string) => async (folder: string) => {
  await mkdir(folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest(graphVersion)));
};

describe('the shelf of graphs', () => {
  let folder: string;
  let shelf: GraphShelf;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bimride-shelf-'));
    shelf = new GraphShelf(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is empty at first', async () => {
    expect([await shelf.current(), await shelf.find('aaaa')]).toEqual([null, null]);
  });

  it('takes one graph after the other into use', async () => {
    await shelf.add('aaaa', build('a'));
    expect(await shelf.current()).toBeNull();
    await shelf.use('aaaa');
    expect((await shelf.current())?.manifest.graphVersion).toBe('a');
    await shelf.add('bbbb', build('b'));
    await shelf.use('bbbb');
    await shelf.use('bbbb');
    expect((await shelf.current())?.manifest.graphVersion).toBe('b');
    expect((await shelf.find('aaaa'))?.manifest.graphVersion).toBe('a');
    expect((await readdir(folder)).sort()).toEqual(['current', 'graphs']);
  });

  it('keeps nothing of a build that failed', async () => {
    const failing = async (draft: string) => {
      await mkdir(draft);
      throw new Error('no disk');
    };
    await expect(shelf.add('aaaa', failing)).rejects.toThrow('no disk');
    expect(await readdir(join(folder, 'graphs'))).toEqual([]);
  });

  it('keeps one of two that are built at the same time', async () => {
    const both = await Promise.all([shelf.add('aaaa', build('a')), shelf.add('aaaa', build('a'))]);
    expect(both.map(({ manifest: { graphVersion } }) => graphVersion)).toEqual(['a', 'a']);
    expect(await readdir(join(folder, 'graphs'))).toEqual(['aaaa']);
  });

  it('does not take half a graph for a whole one', async () => {
    await mkdir(join(folder, 'graphs', 'cccc'), { recursive: true });
    expect(await shelf.find('cccc')).toBeNull();
    await writeFile(join(folder, 'graphs', 'cccc', 'manifest.json'), '{"kind":');
    expect(await shelf.find('cccc')).toBeNull();
  });
});
