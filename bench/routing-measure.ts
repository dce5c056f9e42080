/**
 * Measures in a process of its own, from the build: it prints its progress on stderr and the result as JSON on stdout.
 *
 * The road engine over the shipped graph: a route, and a matrix of one by fifty, as a caller in the same process waits for
 * them; and the distance that phones work out themselves, per core.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTHING_CLOSED, prepareMap, roadDistance, shippedMapPage, ShelfEngine, type LatLon } from '#routing';
import type { BenchResult, Figure } from './result.ts';

const MATRIX_TARGETS = 50;

const places = shippedMapPage().places.map(({ latMicrodegrees, lonMicrodegrees }): LatLon => ({
  lat: latMicrodegrees / 1e6,
  lon: lonMicrodegrees / 1e6,
}));
const place = (index: number): LatLon => places[index % places.length] ?? { lat: 0, lon: 0 };

async function latencies(times: number, ask: (round: number) => Promise<unknown>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const begun = performance.now();
    await ask(round);
    found.push(performance.now() - begun);
  }
  return found.sort((a, b) => a - b);
}

function figures(metric: string, sorted: readonly number[], aim: string): Figure[] {
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return [
    { metric: `${metric}, p50`, value: at(0.5), unit: 'ms', aim },
    { metric: `${metric}, p95`, value: at(0.95), unit: 'ms' },
  ];
}

/** Of processor time, so that what else the machine does counts less. */
function distancesPerSecond(times: number): number {
  const map = prepareMap(shippedMapPage());
  const run = (count: number): void => {
    for (let pair = 0; pair < count; pair += 1) roadDistance(map, place(pair), place(pair * 31 + 7));
  };
  run(times / 10);
  const begun = process.cpuUsage();
  run(times);
  const { user, system } = process.cpuUsage(begun);
  return (times * 1e6) / (user + system);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measure(quick: boolean): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-bench-roads-'));
  const onFallback = (error: unknown): void => progress(`the engine is not there: ${String(error)}`);
  const engine = new ShelfEngine({ roadsFolder: join(folder, 'roads'), clock: () => Date.now(), onFallback });
  try {
    progress('building the shipped graph');
    const building = performance.now();
    if (!(await engine.warm())) throw new Error('the road engine does not run on this machine');
    const buildMs = performance.now() - building;
    const rounds = quick ? 200 : 2_000;
    const route = (round: number) => engine.route([place(round), place(round * 7 + 5)], NOTHING_CLOSED);
    const targets = places.slice(0, MATRIX_TARGETS);
    const matrix = (round: number) => engine.matrix({ sources: [place(round)], targets, closed: NOTHING_CLOSED });
    progress('routes');
    await latencies(100, route);
    const routes = await latencies(rounds, route);
    progress('matrices');
    const matrices = await latencies(rounds / 4, matrix);
    progress('distances without the engine');
    return {
      name: 'routing',
      figures: [
        ...figures('route', routes, '≤ 5 ms'),
        ...figures(`matrix 1 × ${MATRIX_TARGETS}`, matrices, '≤ 20 ms'),
        { metric: 'distance on the phone, one core', value: distancesPerSecond(rounds * 100), unit: '/s' },
        { metric: 'first start: skeleton to graph', value: buildMs, unit: 'ms' },
      ],
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

process.stdout.write(JSON.stringify(await measure(process.argv.includes('--quick'))));
