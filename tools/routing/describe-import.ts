/** An import in words: what was taken, what was left out and why, and how the known ways came out. */
import { IGNORED, LEFT_OUT, type ImportedGraph, type RoadFileReport } from '#routing';

const METERS_PER_KM = 1_000;
const COUNT_CHARS = 9;

/** What became of each record of the files; nothing for an extract, which only the engine reads. */
export function describeReport(report: RoadFileReport | null): string {
  if (!report) return '';
  const { files, taken, leftOut, ignored } = report;
  const lines = files.map(({ name, form, records }) => `${name}: ${form}, ${records} records`);
  lines.push(
    `taken: ${taken.records} roads (${describeValues(taken.classes)}), ${taken.oneWays} one-way, ${taken.withSpeed} with a speed`,
  );
  if (leftOut.length > 0) lines.push('left out:', ...leftOut.map((one) => describeReason(one, LEFT_OUT[one.reason])));
  if (ignored.length > 0) lines.push('passed over:', ...ignored.map((one) => describeReason(one, IGNORED[one.reason])));
  return `${lines.join('\n')}\n`;
}

/** How much road there is, and in how many parts. */
export function describeFigures(figures: ImportedGraph['figures']): string {
  if (!figures) return '';
  const { pieces, junctions, meters, parts, largestPartPercent } = figures;
  const km = (meters / METERS_PER_KM).toFixed(1);
  return `${pieces} pieces of road, ${km} km, ${junctions} junctions, ${parts} parts, the largest with ${largestPartPercent} %\n`;
}

/** The known ways, as the new graph has them. */
export function describeSamples(samples: ImportedGraph['samples']): string {
  return samples
    .map(({ from, to, distanceMeters, good }) => {
      const km = distanceMeters === null ? 'no way' : `${(distanceMeters / METERS_PER_KM).toFixed(1)} km`;
      return `  ${good ? 'good' : 'BAD '}  ${`${from} to ${to}`.padEnd(34)}${km.padStart(9)}\n`;
    })
    .join('');
}

type Reason = (RoadFileReport['leftOut'] | RoadFileReport['ignored'])[number];

function describeReason({ reason, count, values, examples }: Reason, meaning: string): string {
  const which = Object.keys(values).length > 0 ? ` (${describeValues(values)})` : '';
  return `${String(count).padStart(COUNT_CHARS)}  ${reason}: ${meaning}${which}; such as ${examples.join(', ')}`;
}

function describeValues(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([value, count]) => `${value} ${count}`)
    .join(', ');
}
