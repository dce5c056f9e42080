/** Lives of a phone that is killed (SIGKILL) at a step it takes, and what comes after them. */
import { expect } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bundle } from './bundle.ts';
import { NOTES_ROW, NotesIsland, notedBy, notesMutations, type NotesState } from './notes.ts';
import { RIDER, TIME_ENOUGH, signedIn } from './phones.ts';
import { scriptedHttp } from './scripted-http.ts';
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import { sqliteStorage } from '../src/storage/sqlite.ts';
import { nodeSqliteDriver } from '../src/storage/sqlite-drivers.ts';
import { fetchTransport } from '../src/wire/fetch-transport.ts';

const NOTED = ['first', 'second', 'third', 'help'];
let folder = '';

/** Builds the phone that is going to die. */
export async function prepareCrashes(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'bimride-crash-'));
  const source = readFileSync(join(import.meta.dirname, './crash-child.ts'), 'utf8');
  writeFileSync(join(folder, 'child.mjs'), await bundle(source, { platform: 'node', minify: true }));
}

/** Removes it, and what it kept. */
export function forgetCrashes(): void {
  rmSync(folder, { recursive: true });
}

export interface Life {
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
export async function lifeAndAfter(killAt: number, manner = ''): Promise<Life> {
  const { server } = new NotesIsland();
  const http = await scriptedHttp({ server, people: [RIDER] });
  const file = join(folder, `${manner}${killAt}.db`);
  const life = await live(file, http.url, killAt, manner);
  const storage = await sqliteStorage(nodeSqliteDriver(new DatabaseSync(file)));
  const client = await openClient({
    person: RIDER,
    storage,
    transport: fetchTransport({ baseUrl: http.url }),
    token: signedIn(RIDER),
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

/** Kills it at steps from a first one on, and looks each time at what comes after. Gives back at which steps it died, and which there are. */
export async function killAtSteps({ first, stride }: { readonly first: number; readonly stride: number }) {
  const whole = await lifeAndAfter(0);
  const steps = Number(/^steps (\d+)$/m.exec(whole.lines.join('\n'))?.[1]);
  const places = Array.from({ length: steps }, (_, index) => index + 1).filter((at) => at % stride === first % stride);
  const waiting = [...places];
  const died: number[] = [];
  const worker = async (): Promise<void> => {
    for (let killAt = waiting.shift(); killAt !== undefined; killAt = waiting.shift())
      if ((await lifeAndAfter(killAt)).killed) died.push(killAt);
  };
  await Promise.all([worker(), worker(), worker()]);
  return { steps, places, died: died.toSorted((a, b) => a - b) };
}
