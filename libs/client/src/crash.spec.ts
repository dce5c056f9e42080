/** A phone killed (SIGKILL) at every step it takes: what `mutate` resolved is never lost, and nothing is done twice. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bundle } from '../test/bundle.ts';
import { NOTES_ROW, NotesIsland, notedBy, notesMutations, type NotesState } from '../test/notes.ts';
import { RIDER, TIME_ENOUGH } from '../test/phones.ts';
import { scriptedHttp } from '../test/scripted-http.ts';
import { openClient, type BimrideClient } from './bimride-client.ts';
import { sqliteStorage } from './storage/sqlite.ts';
import { nodeSqliteDriver } from './storage/sqlite-drivers.ts';
import { fetchTransport } from './wire/fetch-transport.ts';

const NOTED = ['first', 'second', 'third', 'help'];
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-crash-'));
  const source = readFileSync(join(import.meta.dirname, '../test/crash-child.ts'), 'utf8');
  writeFileSync(join(folder, 'child.mjs'), await bundle(source, { platform: 'node', minify: true }));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Life {
  /** What it wrote down before it died. */
  readonly lines: readonly string[];
  readonly killed: boolean;
}

function live(file: string, url: string, killAt: number, manner: string): Promise<Life> {
  const options = { env: { NODE_COMPILE_CACHE: join(folder, 'cache') }, timeout: 30_000 };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, 'child.mjs'), file, url, String(killAt), manner],
      options,
      (error, stdout) => {
        resolve({ lines: stdout.split('\n').filter(Boolean), killed: error?.signal === 'SIGKILL' });
      },
    );
  });
}

/** One life and what comes after it: the app starts again on what the storage kept, and syncs. */
async function lifeAndAfter(killAt: number, manner = ''): Promise<Life> {
  const { server } = new NotesIsland();
  const http = await scriptedHttp({ server, people: [RIDER] });
  const file = join(folder, `${manner}${killAt}.db`);
  const life = await live(file, http.url, killAt, manner);
  const storage = await sqliteStorage(nodeSqliteDriver(new DatabaseSync(file)));
  const client = await openClient({
    person: RIDER,
    storage,
    transport: fetchTransport({ baseUrl: http.url }),
    token: async () => RIDER.subject,
    mutations: notesMutations,
  });
  try {
    await client.drainOnce(TIME_ENOUGH);
    expectAll({ killAt, life, server, client });
  } finally {
    await client.close();
    await http.close();
  }
  return life;
}

interface After {
  readonly killAt: number;
  readonly life: Life;
  readonly server: NotesIsland['server'];
  readonly client: BimrideClient;
}

function expectAll({ killAt, life, server, client }: After): void {
  const noted = notedBy(server);
  const resolved = life.lines.filter((line) => NOTED.includes(line));
  expect({ killAt, lost: resolved.filter((text) => !noted.includes(text)) }).toEqual({ killAt, lost: [] });
  const inOrder = noted.filter((text) => text !== 'help');
  expect({ killAt, inOrder }).toEqual({ killAt, inOrder: NOTED.slice(0, inOrder.length) });
  expect(new Set(server.decided).size).toBe(server.decided.length);
  expect(new Set(noted).size).toBe(noted.length);
  expect(client.get<NotesState>(NOTES_ROW)?.texts ?? []).toEqual(noted);
  expect(client.queue().waiting).toBe(0);
  // The refusal that was made is heard of, whenever the phone died.
  if (life.lines.includes('refuse me')) expect(client.inbox()).toMatchObject([{ code: 'not_that' }]);
}

it('Y1 loses nothing that was resolved, and does nothing twice, wherever it is killed', async () => {
  const whole = await lifeAndAfter(0);
  const steps = Number(/^steps (\d+)$/m.exec(whole.lines.join('\n'))?.[1]);
  expect(steps).toBeGreaterThan(50);
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= steps) {
      const killAt = next++;
      expect({ killAt, killed: (await lifeAndAfter(killAt)).killed }).toEqual({ killAt, killed: true });
    }
  };
  await Promise.all([worker(), worker(), worker()]);
});

it('would see it: a storage that says "durable" too early is caught', async () => {
  const caught: number[] = [];
  for (let killAt = 1; killAt <= 30 && caught.length === 0; killAt++) {
    await lifeAndAfter(killAt, 'careless').catch(() => caught.push(killAt));
  }
  expect(caught).toHaveLength(1);
});
