import { HttpServer } from './http-server.ts';
import { violations } from './invariants.ts';
import { MemoryServer } from './memory-server.ts';
import { Random } from '../harness/random.ts';
import type { Happening } from './recorder.ts';
import { simulate } from './simulation.ts';

/** Which server a run is played against. */
export type ServerKind = 'memory' | 'http';

export interface RunOptions {
  readonly seed: number;
  readonly steps: number;
  readonly server: ServerKind;
}

/** What became of a run. */
export interface RunReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly mutationsCount: number;
  readonly happened: ReadonlyMap<Happening, number>;
}

/** Plays one run and checks it. A run that breaks off is a violation, too. */
export async function playRun({ seed, steps, server: kind }: RunOptions): Promise<RunReport> {
  const server = kind === 'memory' ? new MemoryServer(new Random(seed)) : await HttpServer.start();
  try {
    const run = await simulate({ seed, steps, server });
    const { ledger } = run.facts;
    return { seed, violations: violations(run), mutationsCount: ledger.length, happened: run.recorder.happened };
  } catch (error) {
    const broken = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, violations: [`the run broke off: ${broken}`], mutationsCount: 0, happened: new Map() };
  } finally {
    await server.close();
  }
}

/** Adds up what happened in several runs. */
export function sumOf(reports: readonly RunReport[]): ReadonlyMap<Happening, number> {
  const sum = new Map<Happening, number>();
  for (const { happened } of reports) for (const [what, count] of happened) sum.set(what, (sum.get(what) ?? 0) + count);
  return sum;
}

/** How to play a run again. */
export function againCommand({ seed, steps, server }: RunOptions): string {
  return `npm run simulate -- --seed ${seed} --seeds 1 --steps ${steps}${server === 'http' ? ' --server' : ''}`;
}
