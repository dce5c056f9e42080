import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geoJsonOf } from '../../test/geojson.ts';
import { placeAt } from '../../test/samples.ts';
import { importRoads } from '../graph/import-graph.ts';
import { NOTHING_CLOSED } from './road-engine.ts';
import { LOOK_MS, ShelfEngine } from './shelf-engine.ts';

describe('the engine over whichever graph is there', () => {
  let folder: string;
  let faults: unknown[];
  const engines: ShelfEngine[] = [];
  const engineIn = (roadsFolder: string, monotonicMs = () => 0): ShelfEngine => {
    const onFallback = (error: unknown) => faults.push(error);
    const engine = new ShelfEngine({ roadsFolder, clock: () => 0, onFallback, monotonicMs });
    engines.push(engine);
    return engine;
  };
  const trip = [placeAt('holetown'), placeAt('harrisons-cave')];
  const methodOf = async (engine: ShelfEngine): Promise<unknown> => {
    const route = await engine.route(trip, NOTHING_CLOSED);
    return 'refused' in route ? route.refused : route.about.method;
  };

  beforeEach(async () => {
    faults = [];
    folder = await mkdtemp(join(tmpdir(), 'bimride-shelf-engine-'));
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers by the table while the first graph is built, then by the engine', async () => {
    const engine = engineIn(join(folder, 'roads'));
    expect(await methodOf(engine)).toBe('matrix');
    expect(await engine.warm()).toBe(true);
    expect(await methodOf(engine)).toBe('valhalla');
    expect(await engine.about()).toMatchObject({ method: 'valhalla' });
    expect(faults).toEqual([]);
  });

  it('answers by the table where no graph can be built, and says why once', async () => {
    await writeFile(join(folder, 'file'), '');
    const engine = engineIn(join(folder, 'file'));
    expect(await engine.warm()).toBe(false);
    expect([await methodOf(engine), await methodOf(engine)]).toEqual(['matrix', 'matrix']);
    expect(await engine.isochrone(trip[0] ?? placeAt('oistins'), [5], NOTHING_CLOSED)).toEqual({
      refused: 'engine_cannot',
    });
    expect(faults).toHaveLength(1);
  });

  describe('when an import takes another graph into use', () => {
    let nowMs: number;
    let engine: ShelfEngine;
    let skeleton: string;
    const roads = () => join(folder, 'roads');
    const graphOf = async () => (await engine.about()).graphVersion;

    beforeEach(async () => {
      nowMs = 0;
      engine = engineIn(roads(), () => nowMs);
      expect(await engine.warm()).toBe(true);
      skeleton = await graphOf();
    });
    const imported = async (): Promise<string> => {
      const file = join(folder, 'roads.geojson');
      await writeFile(file, JSON.stringify(geoJsonOf()));
      const request = { files: [file], roadsFolder: roads(), nowMs: 0, dryRun: false };
      return (await importRoads(request)).graphVersion;
    };

    it('follows at its next look, not before', async () => {
      const other = await imported();
      expect(other).not.toBe(skeleton);
      nowMs += LOOK_MS - 1;
      expect(await graphOf()).toBe(skeleton);
      nowMs += 1;
      expect(await graphOf()).toBe(other);
      expect(await methodOf(engine)).toBe('valhalla');
      expect(faults).toEqual([]);
    });

    it('answers who was asking meanwhile, by the table if need be', async () => {
      const other = await imported();
      const asked = Array.from({ length: 20 }, () => methodOf(engine));
      nowMs += LOOK_MS;
      // One of them looks; nobody waits for it but that one.
      for (const method of await Promise.all(asked)) expect(['valhalla', 'matrix']).toContain(method);
      expect([await graphOf(), await methodOf(engine)]).toEqual([other, 'valhalla']);
    });

    it('stays with its graph where nothing changed, or where what is in use is not whole', async () => {
      nowMs += LOOK_MS;
      expect(await graphOf()).toBe(skeleton);
      await rm(join(roads(), 'current'));
      nowMs += LOOK_MS;
      expect([await graphOf(), await methodOf(engine)]).toEqual([skeleton, 'valhalla']);
      expect(faults).toEqual([]);
    });
  });

  it('can be closed while it builds', async () => {
    const engine = engineIn(join(folder, 'roads'));
    expect(await methodOf(engine)).toBe('matrix');
    await engine.close();
    expect(faults).toEqual([]);
  });
});
