import { openJobs, SyncRuntime, type JobRunItem, type Jobs } from '#sync';
import { setTimeout as wait } from 'node:timers/promises';
import { asRefusal } from '../database-fitness.ts';
import type { Config } from '../config.ts';
import { runningEmbeddedUrl } from '../embedded/running.ts';
import { MODULES } from '../modules.ts';
import { createLogger } from '../observe/logger.ts';
import { readConfig } from '../read-config.ts';
import { externalUrl, openDatabase } from '../open-database.ts';
import { openSecrets } from '../open-secrets.ts';
import { describeJobs, describeRun } from './describe-jobs.ts';
import { startJobServer } from './job-server.ts';
import { readJobRequest, type JobRequest } from './job-request.ts';
import { runCommand } from './run-command.ts';
import { NotDone } from './not-done.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run job -- --list [--json]
npm run job -- <name> [--dry-run] [--json]

  Lists what is done at certain times, or has one job done now and waits for its end.
  A server that does jobs does it, an embedded one too while it runs. Where none is there, this command does it itself.

  --list      every job: what it is for, when it is done next, and how it went last
  --dry-run   only count what would be done
  --json      print JSON
  --help      print this

  Exit codes: 0 done, 1 it failed, or a run of it is not over yet.
`;

type Asked = Exclude<JobRequest, { readonly kind: 'help' }>;

const LOOK_EVERY_MS = 500;
/** A run that nobody begins within this time is left to whoever comes. */
const BEGIN_WITHIN_MS = 60_000;

/** `npm run job`. */
async function main(): Promise<void> {
  const request = readJobRequest(process.argv.slice(2));
  if (request.kind === 'help') return void process.stdout.write(HELP);
  const config = readConfig(process.env, 'database');
  const isServed = await onRunningDatabase(config, async (jobs) => {
    const mayAsk = request.kind === 'list' || (await jobs.processes()) > 0;
    if (mayAsk) await fulfil(jobs, request);
    return mayAsk;
  });
  if (isServed === true) return;
  if (isServed === false && config.databaseUrl === undefined)
    throw new UsageError('The server that runs here does no jobs: see BIMRIDE_ROLES.');
  await (request.kind === 'list' ? withOwnDatabase(config, request) : withOwnServer(request));
}

/** Gives what `work` gives; undefined: the database is embedded, and does not run. */
async function onRunningDatabase<T>(config: Config, work: (jobs: Jobs) => Promise<T>): Promise<T | undefined> {
  if (config.databaseUrl === undefined) {
    const running = await runningEmbeddedUrl(config.dataDir);
    return running === undefined ? undefined : onDatabase(running, work);
  }
  const secrets = await openSecrets(config, { purpose: 'database' });
  try {
    return await onDatabase(await externalUrl(config, secrets), work);
  } finally {
    await secrets.close();
  }
}

/** @throws DatabaseRefused when no database answers there, or does not let us in */
async function onDatabase<T>(url: string, work: (jobs: Jobs) => Promise<T>): Promise<T> {
  const jobs = openJobs(
    url,
    MODULES.map(({ server }) => server.definition),
  );
  try {
    return await work(jobs);
  } catch (error) {
    throw asRefusal(error, new URL(url).host);
  } finally {
    await jobs.stop();
  }
}

/** The embedded database, started for as long as it takes. */
async function withOwnDatabase(config: Config, request: Asked): Promise<void> {
  const log = createLogger({ ...config, logLevel: 'error' });
  const secrets = await openSecrets(config, { purpose: 'database' });
  const database = await openDatabase(config, secrets, log);
  try {
    await onDatabase(database.url, (jobs) => fulfil(jobs, request));
  } finally {
    await database.close();
    await secrets.close();
  }
}

/** A server of our own, for as long as it takes. */
async function withOwnServer(request: Asked): Promise<void> {
  const server = await startJobServer(process.env);
  try {
    await fulfil(server.app.get(SyncRuntime).jobs, request);
  } finally {
    await server.close();
  }
}

async function fulfil(jobs: Jobs, request: Asked): Promise<void> {
  if (request.kind === 'list') {
    const [processes, items] = [await jobs.processes(), await jobs.list()];
    const shown = items.map(({ definition, ...runs }) => ({ ...definition, ...runs }));
    return print(request.json, { processes, jobs: shown }, () => describeJobs(processes, items));
  }
  const { name, dryRun, json } = request;
  if (!jobs.names.includes(name)) throw new UsageError(`There is no job ${name}. There are: ${jobs.names.join(', ')}.`);
  const runId = await jobs.ask(name, { dryRun, cause: 'operator' });
  if (runId === null) throw new NotDone(`A run of ${name} is not over yet: see npm run job -- --list.`);
  const run = await ended(jobs, name, runId);
  print(json, run, () => describeRun(name, run));
  if (run.state !== 'done') process.exitCode = 1;
}

async function ended(jobs: Jobs, name: string, runId: string): Promise<JobRunItem> {
  const askedMs = performance.now();
  for (;;) {
    const run = await jobs.run(name, runId);
    if (run === null) throw new NotDone(`The run ${runId} of ${name} is gone.`);
    if (run.state === 'done' || run.state === 'failed') return run;
    if (run.state === 'waiting' && performance.now() - askedMs > BEGIN_WITHIN_MS)
      throw new NotDone(`Nobody began with ${name} within a minute. It is done as soon as a server does jobs.`);
    await wait(LOOK_EVERY_MS);
  }
}

function print(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : text());
}

await runCommand(main);
