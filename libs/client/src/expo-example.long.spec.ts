/**
 * examples/expo, installed outside of the repository with the packed library: its types, its bundles for iOS and Android as Hermes
 * bytecode, and what it does, from a bundle of Metro on an engine that has little, against the real server.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { globSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { until } from '#api/testing/until';
import { MISSING } from '../test/expo/bare-engine.ts';
import { installExample, type ExpoExample } from '../test/expo/expo-example.ts';
import { ExpoPhone } from '../test/expo/expo-phone.ts';

const LIFE = join(import.meta.dirname, '../test/fixtures/expo-phone');
const BY_DEFAULT = 'http://localhost:3000';
/** The first eight bytes of Hermes bytecode. */
const HERMES_MAGIC = 'c61fbc03c103191f';
const APPLIED = { stage: 'confirmed', outcome: { outcome: 'applied' } };

let example: ExpoExample;
let server: TestServer;
let bundle = '';

beforeAll(async () => {
  example = await installExample();
  server = await startTestServer({ env: { BIMRIDE_ROAD_ENGINE: 'matrix' } });
}, 240_000);
afterAll(async () => {
  await server.close();
  await example.remove();
});

it('has whole types, its own and those of the library, whatever those of others are', async () => {
  const planted = `import { cancel } from '@bimride/client/rides';
    import type { PhoneApp } from './phone/phone-app.ts';
    export const wrong = ({ client }: PhoneApp) => client.mutate(cancel, { rideId: '', reason: 'no reason' });`;
  await writeFile(join(example.app, 'src/planted.ts'), planted);
  const told = await example.program('node_modules/typescript/bin/tsc', '--noEmit', '--skipLibCheck', 'false');
  const faults = told.split('\n').filter((line) => /^[^ ].*: error TS/.test(line));
  const ours = faults.filter((line) => !line.startsWith('node_modules/') || line.includes('@bimride'));
  expect(ours).toEqual([expect.stringMatching(/^src\/planted\.ts\(3,.*"no reason"/)]);
}, 120_000);

it('passes its own tests, in which the link is lost and the clock moved', async () => {
  const told = await example.program('../app/src/core/offline.test.ts');
  expect(told).toMatch(/^# fail 0$|^ℹ fail 0$/m);
  expect(told).toMatch(/pass [1-9]/);
});

it('is bundled for iOS and Android, and compiles to Hermes bytecode', async () => {
  const platforms = ['--platform', 'ios', '--platform', 'android'];
  const told = await example.program('node_modules/expo/bin/cli', 'export', ...platforms, '--output-dir', 'exported');
  const files = globSync('exported/_expo/static/js/*/*.hbc', { cwd: example.app });
  const names = files.map((file) => file.split('/')[4] ?? '');
  expect([told, new Set(names)]).toEqual([told, new Set(['android', 'ios'])]);
  for (const file of files) {
    const bytes = await readFile(join(example.app, file));
    expect(bytes.subarray(0, 8).toString('hex')).toBe(HERMES_MAGIC);
    expect(bytes.includes('bimride-drain')).toBe(true);
  }
}, 240_000);

describe('what it does, on an engine with as little as a phone has', () => {
  beforeAll(async () => {
    await mkdir(join(example.app, 'phone'));
    await cp(LIFE, join(example.app, 'phone'), { recursive: true });
    const out = join(example.app, 'bundled.js');
    const told = await example.program('phone/bundle.cjs', 'phone/life.js', out);
    expect(told).toBe('');
    bundle = (await readFile(out, 'utf8')).replaceAll(BY_DEFAULT, server.url);
  }, 240_000);

  const phones: ExpoPhone[] = [];
  afterAll(() => phones.forEach((phone) => phone.kill()));

  async function phoneOf(name: string): Promise<ExpoPhone> {
    const folder = join(example.app, `phone of ${name}`);
    const phone = new ExpoPhone({ folder, bundle });
    phone.person = name;
    phone.launch();
    phones.push(phone);
    return phone;
  }

  it('signs in by PKCE, quotes, books and cancels without a network, dies, and sends in the background', async () => {
    const phone = await phoneOf('rider');
    expect(MISSING.filter((name) => phone.typeOf(name) !== 'undefined')).toEqual([]);
    expect(await phone.call('signIn')).toEqual({ subject: 'rider', roles: ['rider'] });
    await phone.call('askForBackground');
    expect(await phone.call('lookAround')).toMatchObject({ kind: 'drained', waiting: 0 });

    phone.online = false;
    expect(await phone.call('fareTo', 'Bathsheeba')).toEqual({ place: 'Bathsheba', cents: expect.any(Number) });
    const booked = await phone.call<{ rideId: string; ref: number; pin: string }>('book', 'Bathsheba');
    expect(booked).toMatchObject({ stage: 'saved', pin: expect.stringMatching(/^\d{4}$/) });
    expect(await phone.call('statusOf', booked.rideId)).toBe('requested');
    const cancelled = await phone.call<{ ref: number }>('cancel', booked.rideId);
    expect(cancelled).toMatchObject({ stage: 'saved' });
    // Expo’s Failed: come back sooner.
    expect(await phone.wakeInBackground()).toEqual({ 'bimride-drain': 2 });
    expect(await phone.call('inTheWay', 'en-BB')).toBe('No network. Go on: it will be sent.');
    expect(await phone.call('inTheWay', 'es-ES')).toBe('Sin red. Siga: se enviará.');

    phone.kill();
    phone.online = true;
    expect(await phone.wakeInBackground()).toEqual({ 'bimride-drain': 1 });
    for (const { ref } of [booked, cancelled]) expect(await phone.call('outcomeOf', ref)).toMatchObject(APPLIED);
    expect(await phone.call('statusOf', booked.rideId)).toBe('cancelled');
    expect(await phone.call('waiting')).toBe(0);
    phone.kill();
  }, 120_000);

  it('signs out with work pending only when the person knows, sends it under nobody else, and under them when they are back', async () => {
    const phone = await phoneOf('rider2');
    await phone.call('signIn');
    await phone.call('lookAround');
    phone.online = false;
    const booked = await phone.call<{ rideId: string; ref: number }>('book', 'Bathsheba');
    expect(await phone.call('signOut', false)).toEqual({ done: false, waiting: 1 });
    expect(await phone.call('whoIsThere')).toBe('rider2');
    expect(await phone.call('signOut', true)).toEqual({ done: true });
    phone.kill();
    phone.launch();
    expect([await phone.call('whoIsThere'), await phone.call('pin')]).toEqual([null, null]);

    phone.online = true;
    phone.person = 'rider';
    await phone.call('signIn');
    await phone.call('lookAround');
    expect(await phone.call('statusOf', booked.rideId)).toBeNull();
    expect(await phone.call('signOut', false)).toEqual({ done: true });
    expect(phone.requests.at(-1)).toBe('/oidc/token/revocation');

    phone.person = 'rider2';
    await phone.call('signIn');
    expect(await phone.call('waiting')).toBe(1);
    await phone.call('lookAround');
    expect(await phone.call('outcomeOf', booked.ref)).toMatchObject(APPLIED);
    // For the driver there is another one.
    await phone.call('cancel', booked.rideId);
    await phone.call('lookAround');
    phone.kill();
  }, 120_000);

  it('shows it, on screens of React: sign in, a fare, a ride that waits, its PIN, what is in the way, sent when there is a network', async () => {
    const phone = await phoneOf('rider2');
    const shows = (what: string) =>
      until(`it shows ${what}`, async () =>
        (await phone.call<readonly string[]>('shown')).some((text) => text.startsWith(what)),
      );
    const press = (title: string) => until(`${title} can be pressed`, () => phone.call<boolean>('press', title));
    await phone.call('show');
    await press('Sign in');
    await shows('What does it cost?');
    await phone.call('lookAround');
    await phone.call('type', 'Where to?', 'Bathsheba');
    await until('there is a fare', async () => {
      await press('What does it cost?');
      return (await phone.call<readonly string[]>('shown')).some((text) => /^Book: Bathsheba, BBD \d/.test(text));
    });
    phone.connect(false);
    await press('Book: ');
    await shows('Looking for a driver');
    await shows('Tell the driver this PIN: ');
    await shows('1 not sent yet. Nothing is lost.');
    await press('Cancel');
    await shows('2 not sent yet. Nothing is lost.');
    await shows('No network. Go on: it will be sent.');
    phone.connect(true);
    await until('nothing is left of it', async () => {
      const shown = await phone.call<readonly string[]>('shown');
      return shown.join() === 'What does it cost?,Sign out';
    });
    expect(await phone.call('waiting')).toBe(0);
    await press('Sign out');
    await shows('Sign in');
    phone.kill();
  }, 120_000);

  it('drives: on duty, accept, arrive, start by the rider’s PIN, end', async () => {
    const [rider, driver] = [await phoneOf('rider'), await phoneOf('driver')];
    for (const phone of [rider, driver]) {
      await phone.call('signIn');
      await phone.call('lookAround');
    }
    await driver.call('goOnline');
    await driver.call('lookAround');
    const { rideId, pin } = await rider.call<{ rideId: string; pin: string }>('book', 'Bathsheba');
    await rider.call('lookAround');
    await until('the ride is offered', async () => {
      await driver.call('lookAround');
      return (await driver.call('statusOf', rideId)) === 'offered';
    });
    driver.online = false;
    const acts = [];
    for (let act = ''; acts.length < 10 && act !== 'end'; acts.push(act))
      act = await driver.call('driveOn', rideId, pin);
    expect(acts).toEqual(['accept', 'arrive', 'start', 'end']);
    driver.online = true;
    expect(await driver.call('lookAround')).toMatchObject({ kind: 'drained' });
    await rider.call('lookAround');
    expect(await rider.call('statusOf', rideId)).toBe('ended');
    for (const phone of [rider, driver]) phone.kill();
  }, 120_000);
});
