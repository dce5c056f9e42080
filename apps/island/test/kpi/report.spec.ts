import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { liveFigures } from '../../src/kpi/live.ts';
import { KPIS, measure } from '../../src/kpi/measure.ts';
import { html } from '../../src/report/html.ts';
import { measureAndReport, type Report } from '../../src/report/measure-and-report.ts';
import { durationText, percentText } from '../../src/report/numbers.ts';
import type { Row } from '../../src/kpi/query.ts';
import { keepEvidence } from '../../src/report/keep-evidence.ts';
import { toJson, type JsonReport } from '../../src/report/report-json.ts';
import { DAY_MS, MINUTE_MS, PlantedDay, RUN, withDay } from './planted-day.ts';
import { Random } from '../../src/random.ts';

const SEED = 3;
const PARISHES = ['Saint Michael', 'Christ Church', 'Saint Andrew', 'Saint Joseph', 'Saint Lucy', '<b>Nowhere</b>'];
const WAYS = ['assigned', 'assigned', 'assigned', 'assigned', 'no_supply', 'lapsed', 'cancelled', 'too_late'];

function mixedDay(): PlantedDay {
  const random = new Random(SEED);
  const day = new PlantedDay();
  const pick = (from: readonly string[]) => from[Math.floor(random.next() * from.length)] ?? '';
  for (let count = 0; count < 200; count += 1) {
    const actedAtMs = DAY_MS + Math.floor(random.next() * 23 * 60) * MINUTE_MS;
    const how = random.next() < 0.8 ? 'assigned' : pick(WAYS);
    day.booking({
      how,
      parish: pick(PARISHES),
      actedAtMs,
      outageMs: Math.round(2000 + random.next() ** 3 * 400 * MINUTE_MS),
    });
  }
  for (let count = 0; count < 80; count += 1)
    day.drain({ drainMs: Math.round(300 + random.next() ** 4 * 7000), mutations: 2 });
  return day;
}

let database: TestDatabase;
let outDir: string;
let report: Report;
let live: string;
let refusal: string;

beforeAll(async () => {
  database = await testDatabase({ poolConnectionsMax: 1 });
  outDir = await mkdtemp(join(tmpdir(), 'bimride-report-'));
  await withDay(database.dataSource, mixedDay(), async (query) => {
    live = await liveFigures(query);
    report = await measureAndReport({ query, run: RUN, outDir });
    await keepEvidence(query, join(outDir, 'evidence'));
    const meddling = (sql: string) => query(sql.startsWith('WITH') ? 'DELETE FROM island.claim' : sql);
    refusal = await measure(meddling, RUN).then(() => 'none', String);
  });
});
afterAll(async () => {
  await database.close();
  await rm(outDir, { recursive: true });
});

describe('the report of a day', () => {
  it('ends with the verdict, and exits with its number', () => {
    expect(report.lines.at(-1)).toMatch(
      /^verdict: inconclusive \(booking_success, .*\) · release gate: inconclusive · mixed, seed 1$/,
    );
    expect(report.exitCode).toBe(2);
  });

  it('is a page that asks nobody for anything', async () => {
    const page = await readFile(report.htmlPath, 'utf8');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(page).toMatch(/<strong class="v-inconclusive">Inconclusive<\/strong>/);
    expect(page.match(/<svg/g)).toHaveLength(6);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('shows markup of others as text', async () => {
    const page = await readFile(report.htmlPath, 'utf8');
    expect(page).not.toContain('<b>Nowhere');
    expect(page).toContain('&lt;b&gt;Nowhere&lt;/b&gt;');
  });

  it('prints the statement and the definition of every key figure', async () => {
    const page = await readFile(report.htmlPath, 'utf8');
    for (const { sql, definition } of KPIS) {
      expect(page).toContain(html`<pre>${sql}</pre>`.markup);
      expect(page).toContain(html`${definition}`.markup);
    }
  });

  it('is there for programs too, with the same numbers', async () => {
    const json = JSON.parse(await readFile(report.jsonPath, 'utf8')) as JsonReport;
    expect(json).toMatchObject({ version: 1, verdict: 'inconclusive', releaseGate: 'inconclusive', run: { seed: 1 } });
    expect(json.run.versions).toEqual({ node: '24', postgres: expect.stringMatching(/^\d/) });
    expect(json.kpis.map(({ id }) => id)).toEqual(KPIS.map(({ id }) => id));
    expect(json.kpis[0]).toMatchObject({ samples: 200, samplesMin: 821, verdict: 'inconclusive' });
    const bookings = json.outcomesByParish.reduce((sum, one) => sum + one.bookings, 0);
    expect(bookings).toBe(200);
  });
});

describe('what is kept', () => {
  it('gives the same numbers in an empty database', async () => {
    const [kept, again] = await loadedAgain(outDir);
    expect(again.kpis).toEqual(kept.kpis);
    expect(again.outcomesByParish).toEqual(kept.outcomesByParish);
    expect(again.drains).toEqual(kept.drains);
  });
});

/** Measures what was kept, as an auditor would who has the files alone; and what the report says. */
async function loadedAgain(folder: string): Promise<readonly [JsonReport, JsonReport]> {
  const empty = await testDatabase({ poolConnectionsMax: 1 });
  try {
    for (const schema of ['sync', 'rides', 'pricing', 'public'])
      await empty.dataSource.query(`DROP SCHEMA ${schema} CASCADE`);
    for (const line of (await readFile(join(folder, 'evidence', 'load.sql'), 'utf8')).trimEnd().split('\n')) {
      const table = /^\\copy (\S+) /.exec(line)?.[1];
      await (table === undefined ? empty.dataSource.query(line) : load(empty, { table, folder }));
    }
    const runner = empty.dataSource.createQueryRunner();
    const measurement = await measure(async (sql) => (await runner.query(sql)) as readonly Row[], RUN);
    await runner.release();
    const kept = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as JsonReport;
    return [kept, JSON.parse(JSON.stringify(toJson(measurement, RUN))) as JsonReport];
  } finally {
    await empty.close();
  }
}

async function load({ dataSource }: TestDatabase, { table, folder }: { table: string; folder: string }): Promise<void> {
  const text = await readFile(join(folder, 'evidence', `${table}.csv`), 'utf8');
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const values = header.split(',').map((_, index) => `$${index + 1}`);
  for (const row of rows) {
    const cells = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)")?/g)].map(
      ([, cell]) => cell?.replaceAll('""', '"') ?? null,
    );
    await dataSource.query(`INSERT INTO ${table} VALUES (${values.join(', ')})`, cells);
  }
}

describe('a measurement', () => {
  it('can change nothing', () => {
    expect(refusal).toMatch('read-only transaction');
  });
});

describe('a look while the day goes on', () => {
  it('is one line', () => {
    expect(live).toMatch(
      /^offline bookings 200 \(\d+\.\d\d % well\) · conflicts 0\.00 % of \d+ · drain p95 \d+(\.\d)? s$/,
    );
  });
});

describe('numbers', () => {
  it('that are not all never read as all, nor as nothing', () => {
    expect([1, 0.999_99, 0.95, 0.000_01, 0].map(percentText)).toEqual([
      '100.00 %',
      '> 99.99 %',
      '95.00 %',
      '< 0.01 %',
      '0.00 %',
    ]);
  });

  it('take the unit that fits', () => {
    expect([800, 3400, 720_000, 9_000_000].map(durationText)).toEqual(['800 ms', '3.4 s', '12 min', '2.5 h']);
  });
});
