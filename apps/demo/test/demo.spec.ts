import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { checkAll, runDemo, verdict } from '../src/demo.ts';
import { signInPeople } from '../src/people.ts';
import { OISTINS } from '../src/places.ts';
import { playStory } from '../src/story.ts';
import { Telling } from '../src/telling.ts';
import { tidyUp } from '../src/tidy-up.ts';

let api: TestServer;
beforeAll(async () => {
  api = await startTestServer();
});
afterAll(() => api.close());

const silent = new Telling(() => undefined);

interface Run {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as `npm run demo` does. */
function command(...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['-C', 'source', 'apps/demo/src/main.ts', ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, out, err })));
}

describe('npm run demo', () => {
  it('plays the story against a running server and finds everything equal', async () => {
    const { exitCode, out, err } = await command('--url', api.url);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('the same answer, byte for byte: a replay');
    expect(out).toContain('Yes. Nothing was lost');
  });

  it('can be played again, also over what an interrupted story left behind', async () => {
    const people = await signInPeople(api.url);
    people.otherDriver.phone.act('drivers.goOnline', { position: OISTINS.at });
    await people.otherDriver.phone.sync();
    let text = '';
    expect(await runDemo(api.url, (part) => (text += part))).toBe(true);
    expect(text).toContain('put in order first: 0 open rides cancelled, 1 shifts ended');
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

  it('sees a row that differs, and a digest that does not fit', async () => {
    const people = await signInPeople(api.url);
    await tidyUp(people, silent);
    const told = await playStory(people, silent);
    expect(verdict(await checkAll(people, told), silent)).toBe(true);

    const { rows } = people.driver.phone.views;
    rows.set('ride/made-up', {});
    const [, driver] = await checkAll(people, told);
    // the next pull brings a snapshot, because the phone reports the drift: then all is well again
    expect(driver?.flaws).toEqual([]);
    expect(rows.has('ride/made-up')).toBe(false);

    await api.testDatabase.dataSource.query(
      `UPDATE sync.view SET value = '{}' WHERE scope = 'rider:rider' AND key = $1`,
      [`ride/${told.cancelledRideId}`],
    );
    const findings = await checkAll(people, told);
    expect(findings[0]?.flaws).toEqual(
      expect.arrayContaining([
        `ride/${told.cancelledRideId} differs from the server's`,
        'the digest of rider:rider does not fit',
      ]),
    );
    expect(verdict(findings, silent)).toBe(false);
  });
});
