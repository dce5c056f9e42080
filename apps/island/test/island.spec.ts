import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Island, type IslandPlants } from '../src/island.ts';
import type { IslandOptions } from '../src/options.ts';
import { PhoneStorage } from '../src/people/phone-storage.ts';
import type { Report } from '../src/report/measure-and-report.ts';
import { liveAndMeasure } from '../src/run-island.ts';

const MS_MAX = 60_000;

describe('a short run of the island', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  async function run(
    plants: IslandPlants = {},
  ): Promise<{ report: Report; json: Record<string, unknown>; hours: number }> {
    const outDir = await mkdtemp(join(tmpdir(), 'bimride-island-spec-'));
    folders.push(outDir);
    const options: IslandOptions = {
      seed: 7,
      riders: 12,
      drivers: 8,
      hours: 1,
      profile: 'scotland',
      patienceMinutes: null,
      halfOpenPercent: null,
      vehicleOffSeconds: null,
      keep: false,
      outDir,
      json: false,
      quick: false,
    };
    const island = new Island(options, plants);
    let hours = 0;
    try {
      const report = await liveAndMeasure(island, options, () => (hours += 1));
      return { report, hours, json: JSON.parse(await readFile(report.jsonPath, 'utf8')) as Record<string, unknown> };
    } finally {
      await island.close();
    }
  }

  const verdictOf = (json: Record<string, unknown>, id: string): unknown =>
    (json['kpis'] as { id: string; verdict: string }[]).find((kpi) => kpi.id === id)?.verdict;

  it(
    'loses nothing, doubles nothing, and says that it is too short to tell the rest',
    async () => {
      const { report, json, hours } = await run();
      expect(hours).toBe(1);
      expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 2 });
      expect(report.lines.at(-1)).toMatch(/^verdict: inconclusive/);
      for (const id of ['lost_writes', 'doubled_effects', 'double_charges'])
        expect([id, verdictOf(json, id)]).toEqual([id, 'pass']);
    },
    MS_MAX,
  );

  it(
    'finds a phone that forgets what it said was saved, and a fare that was charged twice',
    async () => {
      const { report, json } = await run({
        rebootShare: 0.5,
        storageOf: (subject, disk, isFull) =>
          subject.startsWith('rider') ? new ForgetfulStorage(disk, isFull) : new PhoneStorage(disk, isFull),
        tamper: async (query) => {
          await query(chargeAgain);
        },
      });
      expect(report).toMatchObject({ verdict: 'fail', exitCode: 1 });
      expect(report.lines.at(-1)).toMatch(/^verdict: fail/);
      expect(verdictOf(json, 'lost_writes')).toBe('fail');
      expect(verdictOf(json, 'double_charges')).toBe('fail');
    },
    MS_MAX,
  );
});

/** Comes back from a restart without what it had not sent. */
class ForgetfulStorage extends PhoneStorage {
  override async scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    for (const [key, text] of this.disk) {
      if (key.includes('/queue/') && text.includes('"outcome":null')) this.disk.delete(key);
    }
    return super.scan(prefix);
  }
}

const chargeAgain = `INSERT INTO pricing.ledger_entry
  SELECT (jsonb_populate_record(entry, jsonb_build_object('entry_id', entry.entry_id || ':again'))).*
  FROM pricing.ledger_entry AS entry WHERE reason = 'fare' LIMIT 1`;
