/** The figures as a picture that needs nothing else. Pure. */
import type { Case, ClientName } from './plan.ts';
import type { Line } from './summary.ts';

const COLOURS: Readonly<Record<ClientName, string>> = {
  bimride: '#0b6e4f',
  replicache: '#5b7db1',
  rxdb: '#b1567d',
  watermelondb: '#c08a3e',
  tanstack: '#8a8a8a',
};
const ROW = 20;
const HEAD = 34;
const NAME_WIDTH = 110;
const BAR_WIDTH = 480;
const WIDTH = NAME_WIDTH + BAR_WIDTH + 130;

/** Bars of the median time until in sync, a group for each case, each group with a scale of its own. */
export function chartSvg(cases: readonly Case[], lines: readonly Line[], patienceMs: number): string {
  let y = 10;
  const groups = cases.map((each) => {
    const own = lines.filter((line) => line.case === each.name);
    const group = groupSvg(each.title, own, y, patienceMs);
    y += HEAD + own.length * ROW + 12;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${y}" fill="#fff"/>
${groups.join('\n')}
</svg>
`;
}

// The slowest would flatten all others: a bar three times as long as the second slowest is broken off.
function scaleMs(timesMs: readonly number[]): number {
  const sorted = timesMs.toSorted((a, b) => b - a);
  return Math.min(sorted[0] ?? 1, (sorted[1] ?? sorted[0] ?? 1) * 3);
}

function groupSvg(title: string, lines: readonly Line[], top: number, patienceMs: number): string {
  const timeOf = ({ inSyncP50Ms }: Line): number => inSyncP50Ms ?? patienceMs;
  const longestMs = scaleMs(lines.map(timeOf));
  const bars = lines.map((line, index) => {
    const y = top + HEAD + index * ROW;
    const width = Math.max(1, Math.round((Math.min(timeOf(line), longestMs) / longestMs) * BAR_WIDTH));
    const isBroken = timeOf(line) > longestMs;
    const label = `${line.inSyncP50Ms === null ? '> ' : ''}${(timeOf(line) / 1_000).toFixed(2)} s${isBroken ? ' »' : ''}`;
    return `<text x="${NAME_WIDTH - 8}" y="${y + 10}" text-anchor="end">${line.client}</text>
<rect x="${NAME_WIDTH}" y="${y}" width="${width}" height="14" fill="${COLOURS[line.client]}"/>
<text x="${NAME_WIDTH + width + 6}" y="${y + 11}">${label}</text>`;
  });
  return `<text x="8" y="${top + 18}" font-weight="bold">${title}: until in sync, p50</text>\n${bars.join('\n')}`;
}
