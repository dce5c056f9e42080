import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeAt } from '../../test/samples.ts';
import { NOTHING_CLOSED } from './road-engine.ts';
import { ShelfEngine } from './shelf-engine.ts';

describe('the engine over whichever graph is there', () => {
  let folder: string;
  let faults: unknown[];
  const engines: ShelfEngine[] = [];
  const engineIn = (roadsFolder: string): ShelfEngine => {
    const engine = new ShelfEngine({ roadsFolder, clock: () => 0, onFallback: (error) => faults.push(error) });
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

  it('can be closed while it builds', async () => {
    const engine = engineIn(join(folder, 'roads'));
    expect(await methodOf(engine)).toBe('matrix');
    await engine.close();
    expect(faults).toEqual([]);
  });
});
