/**
 * `npm run routing:fairness`: one seeded day of rides, dispatched greedily and in batches, and how evenly the waiting falls
 * on the parishes.
 */
import { readCommandLine } from './command-line.ts';
import { prepareMap, roadDistance, shippedMapPage, type LatLon } from '#routing';
import { dispatchDay, type Matching } from './routing/dispatch-day.ts';
import { fairnessOf, type FairnessReport } from './routing/fairness.ts';
import { seededDay } from './routing/seeded-day.ts';

const HELP = `npm run routing:fairness -- [--seed n] [--rides n] [--drivers n] [--json]

Dispatches the same made-up day twice, greedily and in batches, and prints the waiting time by parish with its Gini.
`;
// 40 km/h: assumed.
const METERS_PER_SECOND = 11.1;

const { values } = readCommandLine({
  options: {
    seed: { type: 'string', default: '246' },
    rides: { type: 'string', default: '1200' },
    drivers: { type: 'string', default: '80' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const page = shippedMapPage();
const map = prepareMap(page);

function seconds(from: LatLon, to: LatLon): number {
  const answer = roadDistance(map, from, to);
  return answer.kind === 'measured' ? answer.distanceMeters / METERS_PER_SECOND : 0;
}

function print(matching: Matching, report: FairnessReport): void {
  const minutes = (value: number): string => (value / 60).toFixed(1).padStart(6);
  process.stdout.write(
    `\n${matching}: ${report.rides} rides, waiting ${minutes(report.meanSeconds)} min on average, ` +
      `${minutes(report.p50Seconds)} in the middle, ${minutes(report.p95Seconds)} at the 95th of 100; Gini ${report.gini.toFixed(3)}\n`,
  );
  for (const { parish, rides, meanSeconds } of report.parishes) {
    const name = page.parishes.find(({ code }) => code === parish)?.name ?? parish;
    process.stdout.write(`  ${name.padEnd(16)}${String(rides).padStart(6)} rides ${minutes(meanSeconds)} min\n`);
  }
}

if (values.help) process.stdout.write(HELP);
else {
  const [seed, rides, drivers] = [values.seed, values.rides, values.drivers].map(Number);
  const day = seededDay(page, { seed: seed ?? 0, rides: rides ?? 0, drivers: drivers ?? 0 });
  const reports = (['greedy', 'batch'] as const).map((matching) => ({
    matching,
    report: fairnessOf(dispatchDay(day, matching, seconds)),
  }));
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, reports }, null, 2)}\n`);
  else {
    process.stdout.write(`seed ${seed}, ${rides} rides, ${drivers} drivers, map ${page.mapVersion}\n`);
    for (const { matching, report } of reports) print(matching, report);
  }
}
