/** What outsiders do with the API document: have a client made of it, compile that strictly, and book a ride with it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '../src/people.ts';
import { startApi, type ApiUnderTest } from './harness/api.ts';

const run = promisify(execFile);
const programOf = (name: string, bin: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), bin);

/** Asks for a quote and books with it, by types of openapi-typescript; what is misspelt must not compile. */
const WITH_TYPES = `
import createClient from 'openapi-fetch';
import type { components, paths } from './types.js';

const api = createClient<paths>({ baseUrl: process.env['URL'], headers: { authorization: \`Bearer \${process.env['TOKEN']}\` } });
const trip = { pickup: { lat: 13.0975, lon: -59.6184 }, dropoff: { lat: 13.2109, lon: -59.5231 } };
const { data: quote, error: refused } = await api.POST('/v1/quotes', { body: trip });
if (quote === undefined) throw new Error(refused.code);
const { tariffVersion, mapVersion, fareCents: quotedFareCents, atMs: quotedForMs } = quote;
const body = { ...trip, pin: '1234', quotedFareCents, quotedForMs, tariffVersion, mapVersion };
const headers = { 'Idempotency-Key': 'generated-1' };
const booked = await api.POST('/v1/rides', { params: { header: headers }, body });
if (booked.data === undefined) throw new Error(booked.error.code);
const ride: components['schemas']['Ride'] | null = booked.data.ride;
const again = await api.POST('/v1/rides', { params: { header: { 'Idempotency-Key': 'generated-2' } }, body });
// @ts-expect-error no ride has it
ride?.fareCentz;
// @ts-expect-error a write has a key
void ((): unknown => api.POST('/v1/rides', { body }));
process.stdout.write(JSON.stringify({ status: ride?.status, quoted: ride?.quotedFareCents === quotedFareCents, again: again.error?.code }));
`;

/** The same by the functions of @hey-api/openapi-ts. */
const WITH_FUNCTIONS = `
import { client } from './sdk/client.gen.js';
import { bookRide, listRides, quoteFare, type Ride } from './sdk/index.js';

client.setConfig({ baseUrl: process.env['URL'], auth: process.env['TOKEN'] });
const trip = { pickup: { lat: 13.0975, lon: -59.6184 }, dropoff: { lat: 13.2109, lon: -59.5231 } };
const { data: quote } = await quoteFare({ body: trip, throwOnError: true });
const { tariffVersion, mapVersion, fareCents: quotedFareCents, atMs: quotedForMs } = quote;
const body = { ...trip, pin: '1234', quotedFareCents, quotedForMs, tariffVersion, mapVersion };
const { data: written } = await bookRide({ body, headers: { 'Idempotency-Key': 'generated-1' }, throwOnError: true });
const { data: page } = await listRides({ throwOnError: true });
const ride: Ride | null = written.ride;
const again = await bookRide({ body, headers: { 'Idempotency-Key': 'generated-2' } });
// @ts-expect-error a write has a key
void ((): unknown => bookRide({ body }));
const isListed = page.rides.some(({ rideId }) => rideId === ride?.rideId);
process.stdout.write(JSON.stringify({ status: ride?.status, quoted: isListed && ride?.quotedFareCents === quotedFareCents, again: again.error?.code }));
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: 'es2024',
    module: 'nodenext',
    outDir: 'out',
    rootDir: '.',
    types: ['node'],
  },
  include: ['*.ts', 'sdk'],
};

describe('clients made from the API document', () => {
  let api: ApiUnderTest;
  let folder: string;

  const call = (program: string, ...args: string[]) => run(process.execPath, [program, ...args], { cwd: folder });

  /** Writes the program, compiles all there is, and runs it as this person. */
  async function played(program: string, person: string): Promise<unknown> {
    await writeFile(join(folder, 'main.ts'), program);
    await call(programOf('typescript', 'bin/tsc'), '-p', '.').catch(({ stdout }: { stdout: string }) => {
      throw new Error(stdout);
    });
    const { accessToken } = await signIn({ baseUrl: api.url, person });
    const env = { PATH: process.env['PATH'], URL: api.url, TOKEN: accessToken };
    const { stdout } = await run(process.execPath, [join(folder, 'out/main.js')], { env });
    return JSON.parse(stdout);
  }

  beforeAll(async () => {
    api = await startApi();
    // Within the repository, for its packages.
    await mkdir('dist', { recursive: true });
    folder = await mkdtemp(join('dist', 'generated-clients-')).then((made) => join(process.cwd(), made));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    await writeFile(join(folder, 'openapi.json'), await (await fetch(`${api.url}/openapi.json`)).text());
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await api.close();
  });

  it('openapi-typescript and openapi-fetch quote and book, and know the problems', async () => {
    await call(programOf('openapi-typescript', 'bin/cli.js'), 'openapi.json', '-o', 'types.ts');
    expect(await played(WITH_TYPES, 'rider')).toEqual({ status: 'requested', quoted: true, again: 'ride_open' });
  });

  it('@hey-api/openapi-ts makes functions that quote, book and list', async () => {
    await call(programOf('@hey-api/openapi-ts', 'bin/run.js'), '-i', 'openapi.json', '-o', 'sdk', '--no-log-file');
    expect(await played(WITH_FUNCTIONS, 'rider2')).toEqual({ status: 'requested', quoted: true, again: 'ride_open' });
  });
});
