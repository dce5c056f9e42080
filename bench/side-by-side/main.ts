/**
 * `npm run bench:side-by-side`: five sync clients, the same ride mutations, one bad link, in real time. Prints tables and whether our own
 * client reaches its aims; exits with 1 if it does not.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { readCommandLine } from '../../tools/command-line.ts';
import { judge } from './aims.ts';
import { chartSvg } from './chart.ts';
import { measure, type Measured } from './measure.ts';
import { CASES, CLIENTS, plan, type Case, type ClientName, type Run } from './plan.ts';
import { reportText } from './report.ts';
import { startServers, type Servers } from './servers/servers.ts';
import { summarize } from './summary.ts';

const HELP = `npm run bench:side-by-side -- [options]

  --rounds 5         rounds; the clients take turns in each
  --cases a,b        ${CASES.map(({ name }) => name).join(', ')}
  --clients a,b      ${CLIENTS.join(', ')}
  --seed 1           of what the link loses
  --patience 120     seconds until a drain is given up; after that its client is not asked for so many again
  --quick            one round, without the cases of 1,000
  --svg file         writes a picture
  --json             results as JSON on stdout
`;

const text = (byDefault: string) => ({ type: 'string', default: byDefault }) as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = readCommandLine({
  options: {
    rounds: text('5'),
    cases: text(''),
    clients: text(''),
    seed: text('1'),
    patience: text('120'),
    svg: text(''),
    quick: flag,
    json: flag,
    help: flag,
  },
});

/** @throws RangeError for a name that is not there */
function chosen<T extends string>(list: string, all: readonly T[]): readonly T[] {
  const names = list === '' ? [] : list.split(',');
  const unknown = names.filter((name) => !all.some((each) => each === name));
  if (unknown.length > 0) throw new RangeError(`there is no ${unknown.join(', ')}`);
  return names.length === 0 ? all : all.filter((each) => names.includes(each));
}

/** @throws RangeError for anything but a number above zero */
function positive(name: string, given: string): number {
  const number = Number(given);
  if (!(number > 0)) throw new RangeError(`--${name} is a number above zero`);
  return number;
}

interface Settings {
  readonly cases: readonly Case[];
  readonly clients: readonly ClientName[];
  readonly rounds: number;
  readonly seed: number;
  readonly patienceMs: number;
}

function settings(): Settings {
  const names = chosen(
    values.cases,
    CASES.map(({ name }) => name),
  );
  return {
    cases: CASES.filter(({ name, mutations }) => names.includes(name) && !(values.quick && mutations > 100)),
    clients: chosen(values.clients, CLIENTS),
    rounds: values.quick ? 1 : positive('rounds', values.rounds),
    seed: positive('seed', values.seed),
    patienceMs: positive('patience', values.patience) * 1_000,
  };
}

/** Runs all of it, one after the other. */
async function measureAll(options: Settings, servers: Servers): Promise<readonly Measured[]> {
  const runs: Measured[] = [];
  await warmUp(options, servers);
  for (const run of plan(options)) {
    if (runs.some((earlier) => gaveUp(earlier, run))) continue;
    const uncutBytes = run.case.cut ? await bytesWithoutCut(run, options, servers) : null;
    const measured = await measure(run, { servers, patienceMs: options.patienceMs, uncutBytes });
    runs.push(measured);
    tell(measured);
  }
  return runs;
}

/** Whether the client has shown before that its patience does not suffice for so many mutations. */
function gaveUp(earlier: Measured, run: Run): boolean {
  const mutations = CASES.find(({ name }) => name === earlier.case)?.mutations;
  return earlier.client === run.client && earlier.inSyncAtMs === null && mutations === run.case.mutations;
}

/** A server that has just started is slower than it is for the rest of its life. */
async function warmUp({ seed, clients, patienceMs }: Settings, servers: Servers): Promise<void> {
  const [first] = CASES;
  if (!first) return;
  const quickClients = clients.filter((client) => client !== 'tanstack');
  for (const client of [...quickClients, ...quickClients]) {
    await measure({ case: first, client, round: 0, seed }, { servers, patienceMs, uncutBytes: null });
  }
}

const uncut = new Map<ClientName, number>();

/** What a client needs without a cut is measured once. */
async function bytesWithoutCut(run: Run, { patienceMs }: Settings, servers: Servers): Promise<number> {
  const known = uncut.get(run.client);
  if (known !== undefined) return known;
  const { link } = await measure(
    { ...run, case: { ...run.case, cut: false } },
    { servers, patienceMs, uncutBytes: null },
  );
  uncut.set(run.client, link.bytesUp);
  return link.bytesUp;
}

function tell({ case: name, client, round, inSyncAtMs, recording, link, lost, doubled }: Measured): void {
  const time = inSyncAtMs === null ? `gave up, ${recording.answered} answered` : `${(inSyncAtMs / 1_000).toFixed(2)} s`;
  const store = lost + doubled === 0 ? '' : `, ${lost} not in the store, ${doubled} doubled`;
  process.stderr.write(
    `  ${round + 1} ${name} ${client}: ${time}, ${link.requests} requests, ${link.bytesUp} bytes${store}\n`,
  );
}

function machine(runs: readonly Measured[]): string {
  const loads = runs.map(({ loadAverage }) => loadAverage);
  const range = `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`;
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, load average ${range}`;
}

async function main(): Promise<number> {
  const options = settings();
  const servers = await startServers();
  try {
    const runs = await measureAll(options, servers);
    const lines = summarize(options.cases, options.clients, runs);
    const aims = judge(lines);
    if (values.svg !== '') await writeFile(values.svg, chartSvg(options.cases, lines, options.patienceMs));
    const output = values.json
      ? JSON.stringify({ lines, aims, runs }, null, 2)
      : reportText(options.cases, lines, aims);
    process.stdout.write(`${output}\n`);
    process.stderr.write(`${machine(runs)}\n`);
    return aims.every(({ met }) => met) ? 0 : 1;
  } finally {
    await servers.close();
  }
}

if (values.help) process.stdout.write(HELP);
// All servers are closed by then; what a client that was killed has left half open must not keep this process.
else process.exit(await main());
