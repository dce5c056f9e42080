/** One run from end to end: the link, the client, and a look into the server's store. */
import { loadavg } from 'node:os';
import { rideIntents, sosIntent } from './intents.ts';
import type { LinkTally } from './link/link-settings.ts';
import { Link } from './link/link.ts';
import type { ClientName, Run } from './plan.ts';
import type { Recording } from './recorder.ts';
import { runClient } from './run-client.ts';
import type { Servers } from './servers/servers.ts';

export interface Measured {
  readonly client: ClientName;
  readonly case: string;
  readonly round: number;
  /** Milliseconds until the client was in sync; null: patience was over before. */
  readonly inSyncAtMs: number | null;
  readonly recording: Recording;
  readonly link: LinkTally;
  /** For a run with a cut: bytes that this client needed without one. */
  readonly uncutBytes: number | null;
  /** Mutations whose effect is not in the server's store, and effects that are there more than once. */
  readonly lost: number;
  readonly doubled: number;
  /** How many processes wanted a core in the minute before: above the number of cores, times are too long. */
  readonly loadAverage: number;
}

export interface MeasureOptions {
  readonly servers: Servers;
  readonly patienceMs: number;
  /** For a run with a cut: bytes that this client needed without one. */
  readonly uncutBytes: number | null;
}

/** Counts up: every run of this process is somebody else. */
let runsBegun = 0;
const startedAtMs = Date.now();

/** Measures one run. */
export async function measure(run: Run, options: MeasureOptions): Promise<Measured> {
  runsBegun += 1;
  const { servers, patienceMs, uncutBytes } = options;
  const person = `${run.client}-${startedAtMs}-${runsBegun}`;
  const server = servers.of(run.client);
  const seed = Math.imul(run.seed, 1_000) + runsBegun;
  const rides = rideIntents(run.case.mutations, seed);
  const intents = run.case.sos ? [...rides, sosIntent(seed)] : rides;
  const cutAfterBytes = run.case.cut && uncutBytes !== null ? Math.round(uncutBytes / 2) : null;
  const link = await Link.start(server.port, { ...run.case.link, seed: run.seed, cutAfterBytes });
  try {
    const order = { client: run.client, url: link.url, run: person, token: await servers.tokenOf(person), intents };
    const { inSyncAtMs, recording } = await runClient(order, link, patienceMs);
    const effects = await server.effectsOf(person, intents);
    const times = intents.map(({ id }) => effects.get(id) ?? 0);
    const lost = times.filter((count) => count === 0).length;
    const doubled = times.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
    const [loadAverage = 0] = loadavg();
    const { client, round } = run;
    const named = { client, case: run.case.name, round };
    return { ...named, inSyncAtMs, recording, link: link.tally, uncutBytes, lost, doubled, loadAverage };
  } finally {
    await link.close();
  }
}
