import { startTestServer, type TestServer } from '#api/testing/test-server';
import { goOnline } from '#rides/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAll, runDemo, verdict } from '../src/demo.ts';
import { closePhones, signInPeople, type People } from '../src/people.ts';
import { playStory } from '../src/story.ts';
import { Narrator } from '../src/narrator.ts';
import { tidyUp } from '../src/tidy-up.ts';

let api: TestServer;
beforeAll(async () => {
  api = await startTestServer();
});
afterAll(() => api.close());

const silent = new Narrator(() => undefined);

interface Run {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as `npm run demo` does. */
function command(...args: string[]): Promise<Run> {
  const flags = ['-C', 'source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, 'apps/demo/src/main.ts', ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, out, err })));
}

async function withPeople(work: (people: People) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-demo-spec-'));
  const people = await signInPeople({ baseUrl: api.url, folder });
  try {
    await work(people);
  } finally {
    await closePhones(people);
    await rm(folder, { recursive: true });
  }
}

describe('npm run demo', () => {
  it('plays the story against a running server and finds everything equal', async () => {
    const { exitCode, out, err } = await command('--url', api.url, '--verbose');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('the same answers, byte for byte: replays');
    expect(out).toContain('The fare you were quoted.');
    expect(out).toContain('Yes. Nothing was lost');
    expect(out).toContain('Keisha: POST /v1/sync/push  no answer');
    expect(out).toContain('Keisha: POST /v1/sync/push  200');
  });

  it('can be played again, also over what an interrupted story left behind', async () => {
    await withPeople(async ({ otherDriver: { phone } }) => {
      await phone.act(goOnline, { position: phone.place('oistins').at });
      await phone.sync();
    });
    let text = '';
    expect(await runDemo({ baseUrl: api.url, write: (part) => (text += part) })).toBe(true);
    expect(text).toContain('put in order first: 0 open rides cancelled, 1 shifts ended');
    expect(text).not.toContain('/v1/sync/push');
  });

  it('says what to do when no server answers', async () => {
    const { exitCode, out } = await command('--url', 'http://127.0.0.1:9');
    expect(exitCode).toBe(1);
    expect(out).toContain('no server answers at http://127.0.0.1:9; start it with: npm start');
  });

  it('explains itself, and refuses arguments it does not know', async () => {
    const [help, wrong] = await Promise.all([command('--help'), command('--nonsense')]);
    expect([help.exitCode, help.out.slice(0, 19)]).toEqual([0, 'Usage: npm run demo']);
    expect([wrong.exitCode, wrong.out, wrong.err]).toEqual([2, '', help.out]);
  });

  it('sees a row that differs, and a digest that does not fit', () =>
    withPeople(async (people) => {
      await tidyUp(people, silent);
      const told = await playStory(people, silent);
      expect(verdict(await checkAll(people, told), silent)).toBe(true);

      await api.testDatabase.dataSource.query(
        `UPDATE sync.view SET value = '{}' WHERE scope = 'rider:rider' AND key = $1`,
        [`ride/${told.cancelledRideId}`],
      );
      const findings = await checkAll(people, told);
      expect(findings[0]?.flaws).toEqual(
        expect.arrayContaining([
          `ride/${told.cancelledRideId} differs from the server's`,
          expect.stringContaining('the digest of rider:rider does not fit'),
        ]),
      );
      expect(verdict(findings, silent)).toBe(false);
    }));
});
