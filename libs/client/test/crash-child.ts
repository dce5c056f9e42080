/**
 * A phone that is killed at its nth step: `node crash-child.js <database> <url> <step> [careless]`. A step is the moment after each
 * statement and each transaction of the storage, each request, each question for the token, and each `mutate` that resolved.
 * Between two of them nothing leaves the process, so being killed anywhere is being killed at one of them.
 */
import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
// check-specs: waits-by-time -- who writes later than they say is planted here
import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from '../src/bimride-client.ts';
import { sqliteStorage, type SqliteDriver, type SqliteStatements } from '../src/storage/sqlite.ts';
import { nodeSqliteDriver } from '../src/storage/sqlite-drivers.ts';
import type { ClientStorage } from '../src/storage/storage.ts';
import { fetchTransport } from '../src/wire/fetch-transport.ts';
import { note, notesMutations } from './notes.ts';
import { RIDER, signedIn } from './phones.ts';

const [, , file = '', url = '', killAt = '0', manner = ''] = process.argv;
let steps = 0;

function step(): void {
  steps += 1;
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

async function thenStep<T>(work: () => Promise<T>): Promise<T> {
  const result = await work();
  step();
  return result;
}

function stepping(statements: SqliteStatements): SqliteStatements {
  return {
    execute: (sql, parameters) => thenStep(() => statements.execute(sql, parameters)),
    query: (sql, parameters) => thenStep(() => statements.query(sql, parameters)),
  };
}

const inner = nodeSqliteDriver(new DatabaseSync(file));
const driver: SqliteDriver = {
  ...stepping(inner),
  transaction: (work) => thenStep(() => inner.transaction((statements) => work(stepping(statements)))),
  close: () => inner.close(),
};
const careful = await sqliteStorage(driver);
let writing: Promise<unknown> = Promise.resolve();
/** Says "durable" first and writes later: what must be caught. */
const careless: ClientStorage = {
  scan: (prefix) => writing.then(() => careful.scan(prefix)),
  commit: async (commit) => {
    writing = writing.then(() => sleep(20)).then(() => careful.commit(commit));
    return true;
  },
  close: () => careful.close(),
};
const link = fetchTransport({ baseUrl: url });
const client = await openClient({
  person: RIDER,
  storage: manner === 'careless' ? careless : careful,
  transport: { post: (request) => thenStep(() => link.post(request)) },
  token: () => thenStep(() => signedIn(RIDER)({ rejected: null })),
  mutations: notesMutations,
});

async function noteDown(stream: keyof typeof note, text: string): Promise<void> {
  await client.mutate(note[stream], { text });
  writeSync(1, `${text}\n`);
  step();
}

await noteDown('ride', 'first');
await noteDown('ride', 'second');
await noteDown('general', 'refuse me');
await client.drainOnce({ deadlineMs: 20_000 });
await noteDown('ride', 'third');
await noteDown('emergency', 'help');
await client.drainOnce({ deadlineMs: 20_000 });
writeSync(1, `steps ${steps}\n`);
process.exit(0);
