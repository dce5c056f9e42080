/** Certificates of the servers that this one asks, made for each run: in a process of its own, as Node reads its authorities once. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { createTestDatabase, dropTestDatabase } from '../harness/test-database.ts';

type Name = 'localhost' | 'db.example';

let folder: string;
let databaseUrl: string;
/** What is to be ended. */
const servers: (Server | HttpsServer)[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-certificates-'));
  authority('known');
  authority('stranger');
  for (const name of ['localhost', 'db.example'] as const) certify(name);
  databaseUrl = await createTestDatabase();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((closed) => void server.close(closed))));
  await dropTestDatabase(databaseUrl);
  rmSync(folder, { recursive: true });
});

const at = (file: string): string => join(folder, file);
// check-specs: outside-repository -- it is no npm package: .ci/run installs it
const OPENSSL = '/usr/bin/openssl';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(...args: readonly string[]): void {
  execFileSync(OPENSSL, args, { stdio: 'ignore' });
}

function authority(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-days', '2'];
  openssl('req', '-x509', ...NEW_KEY, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`));
}

function certify(name: Name): void {
  const signer = ['-CA', at('known.pem'), '-CAkey', at('known.key')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-days', '2'];
  openssl('req', '-x509', ...NEW_KEY, ...signer, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`));
}

const certificateOf = (name: Name) => ({ key: readFileSync(at(`${name}.key`)), cert: readFileSync(at(`${name}.pem`)) });

async function portOf(server: Server | HttpsServer): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return (server.address() as AddressInfo).port;
}

/** An issuer behind https, with this certificate. */
async function startIssuer(name: Name): Promise<string> {
  const server = createHttpsServer(certificateOf(name), (request, response) => {
    const isKeys = request.url === '/jwks';
    response.end(JSON.stringify(isKeys ? { keys: [] } : { issuer, jwks_uri: `${issuer}/jwks` }));
  });
  const issuer = `https://localhost:${await portOf(server)}`;
  return issuer;
}

/** The database behind TLS, with this certificate. PostgreSQL is asked for TLS by eight bytes, and says `S`. */
async function startDatabase(name: Name): Promise<string> {
  const target = new URL(databaseUrl);
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', () => {
      client.write('S');
      const secure = new TLSSocket(client, { isServer: true, ...certificateOf(name) });
      const upstream = connect({ host: target.hostname, port: Number(target.port) });
      sockets.add(upstream);
      for (const socket of [secure, upstream]) socket.on('error', () => undefined);
      secure.pipe(upstream).pipe(secure);
    });
  });
  const url = new URL(databaseUrl);
  url.host = `localhost:${await portOf(server)}`;
  url.searchParams.set('sslmode', 'verify-full');
  return url.href;
}

const module = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
/** Asks both with the product's own code, and prints how that ended. */
const ASK = `
  const { remoteKeys } = await import(${module('auth/issuer-keys.ts')});
  const { tablesIn } = await import(${module('data-source.ts')});
  const ended = (asked) => asked.then(() => 'answered', (error) => {
    for (let cause = error; cause; cause = cause.cause) if (cause.code) return cause.code;
    return String(error);
  });
  const [issuer, url] = process.argv.slice(1);
  const said = { issuer: await ended(remoteKeys(issuer).check()), database: await ended(tablesIn(url)) };
  process.stdout.write(JSON.stringify(said));
  process.exit();`;

async function ask(name: Name, authorities: Readonly<Record<string, string>>): Promise<unknown> {
  const asked = [await startIssuer(name), await startDatabase(name)];
  const register = new URL('../../../../tools/testing/jest/register.ts', import.meta.url).href;
  const args = ['-C', 'source', '--import', register, '--input-type=module', '-e', ASK, ...asked];
  const { NODE_EXTRA_CA_CERTS: _without, ...env } = process.env;
  const told = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { env: { ...env, ...authorities } }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(stdout);
    });
  });
  return JSON.parse(told);
}

describe('a certificate of the issuer and of the database', () => {
  it('is refused when nobody who is known has signed it', async () => {
    const refused = { issuer: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', database: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };
    expect(await ask('localhost', {})).toEqual(refused);
    expect(await ask('localhost', { NODE_EXTRA_CA_CERTS: at('stranger.pem') })).toEqual(refused);
  });

  it('is accepted when its authority is given by NODE_EXTRA_CA_CERTS', async () => {
    const answered = { issuer: 'answered', database: 'answered' };
    expect(await ask('localhost', { NODE_EXTRA_CA_CERTS: at('known.pem') })).toEqual(answered);
  });

  it('is refused when it is of another name', async () => {
    const refused = { issuer: 'ERR_TLS_CERT_ALTNAME_INVALID', database: 'ERR_TLS_CERT_ALTNAME_INVALID' };
    expect(await ask('db.example', { NODE_EXTRA_CA_CERTS: at('known.pem') })).toEqual(refused);
  });
});
