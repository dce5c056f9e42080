import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { geoJsonOf } from '../../test/geojson.ts';
import { ROAD_WRITERS } from '../../test/road-writers.ts';
import { GraphShelf } from './graph-shelf.ts';
import { GraphRefused, importRoads, importGraph } from './import-graph.ts';
import { writeOsmPbf } from './osm-pbf.ts';
import { ProgramFailed } from './run-program.ts';
import { ensureGraph, skeletonPbf } from './skeleton-graph.ts';
import { skeletonOsm } from './skeleton-osm.ts';

describe('importing an extract', () => {
  let folder: string;
  let roadsFolder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bimride-import-'));
    roadsFolder = join(folder, 'roads');
    await ensureGraph({ roadsFolder, nowMs: 0 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (name: string, contents: Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, contents);
    return path;
  };
  const inUse = async () => (await new GraphShelf(roadsFolder).current())?.manifest;
  const extract = () => {
    // The shipped roads and one more, so that it is another file.
    const { nodes, ways, relations } = skeletonOsm();
    const more = { id: 9_000, nodes: [1, 2, 3], tags: { highway: 'residential' } };
    return writeOsmPbf({ nodes, ways: [...ways, more], relations });
  };

  it('tries everything in a dry run, and changes nothing', async () => {
    const pbfFile = await file('dry.osm.pbf', extract());
    const done: number[] = [];
    const onProgress = (share: number): void => {
      done.push(share);
    };
    const imported = await importGraph({ pbfFile, roadsFolder, nowMs: 5, dryRun: true, onProgress });
    expect(imported).toMatchObject({ inUse: false, graphVersion: expect.stringMatching(/^osm-[0-9a-f]{12}$/) });
    expect(imported.samples.filter(({ good }) => good).length).toBeGreaterThanOrEqual(13);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect([done[0], done.at(-1)]).toEqual([0, 1]);
    expect((await inUse())?.kind).toBe('skeleton');
  });

  it.each([
    ['a file that is none', ProgramFailed, () => Buffer.from('no map')],
    ['an empty file', ProgramFailed, () => Buffer.alloc(0)],
    ['another island', GraphRefused, () => writeOsmPbf(shifted())],
  ])('refuses %s, and keeps the graph in use', async (name, error, contents) => {
    const pbfFile = await file(`${name}.osm.pbf`, contents());
    await expect(importGraph({ pbfFile, roadsFolder, nowMs: 5, dryRun: false })).rejects.toThrow(error);
    expect((await inUse())?.kind).toBe('skeleton');
    expect((await readdir(join(roadsFolder, 'graphs'))).filter((entry) => entry.startsWith('draft'))).toEqual([]);
  });

  it('G3 takes a good one into use, and a start keeps it', async () => {
    const pbfFile = await file('good.osm.pbf', extract());
    const imported = await importGraph({ pbfFile, roadsFolder, nowMs: 5, dryRun: false });
    expect(imported.inUse).toBe(true);
    expect(await inUse()).toMatchObject({ kind: 'import', graphVersion: imported.graphVersion, schematic: false });
    expect((await ensureGraph({ roadsFolder, nowMs: 6 })).manifest.graphVersion).toBe(imported.graphVersion);
    expect(skeletonPbf().length).toBeLessThan(100_000);
  });

  describe('of roads in files', () => {
    it('is joined from several files, and says how much road there was', async () => {
      const { features, ...rest } = geoJsonOf();
      const files = [features.slice(0, 60), features.slice(58)].map((some) =>
        JSON.stringify({ ...rest, features: some }),
      );
      const geoJsonFiles = await Promise.all(files.map((text, at) => file(`half-${at}.geojson`, Buffer.from(text))));
      const imported = await importRoads({ files: geoJsonFiles, roadsFolder, nowMs: 5, dryRun: true });
      expect(imported).toMatchObject({ inUse: false, figures: { pieces: 118, parts: 1, largestPartPercent: 100 } });
      expect(imported.samples.filter(({ good }) => good).length).toBeGreaterThanOrEqual(13);
    });

    it('is read as a tool wrote it, whatever the file is called, with one feature broken and told', async () => {
      const text = ROAD_WRITERS['ogr2ogr']?.(skeletonOsm()) ?? '';
      const damaged = text.replace('"osm_id":"1",', '"osm_id":1"');
      expect(damaged).not.toBe(text);
      const files = [await file('roads.txt', Buffer.from(damaged)), await file('again.json', gzipSync(text))];
      const imported = await importRoads({ files, roadsFolder, nowMs: 5, dryRun: true });
      expect(imported.figures).toMatchObject({ pieces: 118, parts: 1 });
      expect(imported.report).toMatchObject({
        files: [
          { name: 'roads.txt', form: 'geojson', records: 118 },
          { name: 'again.json', records: 118 },
        ],
        taken: { records: 118, withSpeed: 118 },
        leftOut: [
          { reason: 'repeated', count: 117 },
          { reason: 'broken', count: 1, examples: ['number 1'] },
        ],
      });
    });

    it('is refused where there is no road, or an extract among other files, before anything is built', async () => {
      const before = await inUse();
      const [roads, extracted] = [
        await file('steps.geojson', Buffer.from(JSON.stringify(geoJsonOf({ nodes: [], ways: [] })))),
        await file('grid.osm.pbf', writeOsmPbf(skeletonOsm())),
      ];
      const importing = (...files: string[]) => importRoads({ files, roadsFolder, nowMs: 5, dryRun: false });
      await expect(importing(roads)).rejects.toMatchObject({
        code: 'file_no_roads',
        report: { files: [{ records: 0 }] },
      });
      await expect(importing(roads, extracted)).rejects.toMatchObject({ code: 'files_mixed' });
      await expect(importing(...Array.from({ length: 51 }, () => roads))).rejects.toMatchObject({
        code: 'files_too_many',
      });
      expect((await importRoads({ files: [extracted], roadsFolder, nowMs: 5, dryRun: true })).report).toBeNull();
      expect(await inUse()).toEqual(before);
    });

    it('is refused where the roads fall into parts, with the figures, and the graph in use stays', async () => {
      const before = await inUse();
      const loose = geoJsonOf(apart());
      const geoJsonFiles = [await file('loose.geojson', Buffer.from(JSON.stringify(loose)))];
      const importing = importRoads({ files: geoJsonFiles, roadsFolder, nowMs: 5, dryRun: false });
      await expect(importing).rejects.toThrow(/fall into 118 parts, the largest with \d+ % of them/);
      await expect(importing).rejects.toBeInstanceOf(GraphRefused);
      expect(await inUse()).toEqual(before);
      expect((await readdir(roadsFolder)).filter((name) => name.endsWith('.pbf'))).toEqual([]);
    });
  });
});

/** The shipped roads, each ending short of its junctions. */
function apart() {
  const { nodes, ways } = skeletonOsm();
  const ends = ways
    .map(({ nodes: ids }) => ids)
    .map((ids, way) => [ids[0], ids.at(-1)].map((id, end) => ({ id, new: 100_000 + 2 * way + end })));
  const moved = ends.flat().flatMap(({ id, new: other }, at) => {
    const node = nodes.find((one) => one.id === id);
    return node ? [{ ...node, id: other, lat: node.lat + (at + 1) * 1e-6 }] : [];
  });
  return {
    nodes: [...nodes, ...moved],
    ways: ways.map((way, at) => ({
      ...way,
      nodes: way.nodes.map((id) => ends[at]?.find((end) => end.id === id)?.new ?? id),
    })),
  };
}

/** The shipped roads, two degrees farther north. */
function shifted() {
  const { nodes, ways, relations } = skeletonOsm();
  return { ways, relations, nodes: nodes.map((node) => ({ ...node, lat: node.lat + 2 })) };
}
