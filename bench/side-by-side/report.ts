/** The figures as text. Pure. */
import type { Aim } from './aims.ts';
import type { Case } from './plan.ts';
import type { Line } from './summary.ts';

type Column = readonly [title: string, cell: (line: Line) => string];

const seconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1_000).toFixed(2));
const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1);

const COLUMNS: readonly Column[] = [
  ['client', ({ client }) => client],
  ['in sync p50 s', (line) => seconds(line.inSyncP50Ms)],
  ['p95 s', (line) => seconds(line.inSyncP95Ms)],
  ['answered p50 s', (line) => seconds(line.answeredP50Ms)],
  ['kB up', ({ bytesUpP50 }) => kilobytes(bytesUpP50)],
  ['kB down', ({ bytesDownP50 }) => kilobytes(bytesDownP50)],
  ['requests', ({ requestsP50 }) => `${requestsP50}`],
  ['lost', ({ lost, finished, rounds }) => (finished === rounds ? `${lost}` : `(${lost} waiting)`)],
  ['doubled', ({ doubled }) => `${doubled}`],
  ['rounds', ({ finished, rounds }) => (finished === rounds ? `${rounds}` : `${finished} of ${rounds}`)],
];
const CUT_COLUMNS: readonly Column[] = [
  ['kB up uncut', ({ bytesUncut }) => kilobytes(bytesUncut ?? 0)],
  ['sent after answer', ({ sentAfterAnswer }) => `${sentAfterAnswer}`],
];
const SOS_COLUMNS: readonly Column[] = [
  ['SOS p50 s', ({ sosP50Ms }) => seconds(sosP50Ms)],
  ['p95 s', ({ sosP95Ms }) => seconds(sosP95Ms)],
  ['in request', ({ sosRequestP50 }) => `${sosRequestP50 ?? '–'}`],
];

/** A table for each case, and the aims. */
export function reportText(cases: readonly Case[], lines: readonly Line[], aims: readonly Aim[]): string {
  const tables = cases.map((each) => {
    const own = lines.filter((line) => line.case === each.name);
    return `\n${each.title}\n${table([...COLUMNS, ...(each.sos ? SOS_COLUMNS : []), ...(each.cut ? CUT_COLUMNS : [])], own)}\n`;
  });
  const judged = aims.map(({ text, found, met }) => `  ${met ? 'met    ' : 'NOT MET'} ${text}: ${found}`);
  return `${tables.join('')}\naims for bimride\n${judged.join('\n')}\n`;
}

function table(columns: readonly Column[], lines: readonly Line[]): string {
  const rows = [columns.map(([title]) => title), ...lines.map((line) => columns.map(([, cell]) => cell(line)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
  );
  return padded.map((row) => `  ${row.join('  ')}`).join('\n');
}
