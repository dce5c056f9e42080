/** Key figures that count what must never happen: their queries give a row for each kind of finding. */
import type { Measured } from './kpi.ts';
import { numberIn, textIn, textsIn, type Row } from './query.ts';
import { judgeZero } from './verdict.ts';

/** Of the rows `kind, seen, examples`: one of kind `samples` says how much was looked at, one of kind `open` what is still undecided. */
const NO_FINDINGS = ['samples', 'open'];

/** Counts findings, and tells them. */
export function measureFindings(rows: readonly Row[]): Measured {
  const findings = rows.filter((row) => !NO_FINDINGS.includes(textIn(row, 'kind')) && numberIn(row, 'seen') > 0);
  const seen = findings.reduce((sum, row) => sum + numberIn(row, 'seen'), 0);
  const samples = countOf(rows, 'samples');
  const open = countOf(rows, 'open');
  return {
    figure: { value: seen, interval: null, samples, verdict: judgeZero({ seen, samples, open }) },
    byParish: [],
    notes: [...findings.map(noteOf), ...(open === 0 ? [] : [`${open} are still undecided.`])],
  };
}

function countOf(rows: readonly Row[], kind: string): number {
  const row = rows.find((one) => one['kind'] === kind);
  return row === undefined ? 0 : numberIn(row, 'seen');
}

function noteOf(row: Row): string {
  return `${textIn(row, 'kind')}: ${numberIn(row, 'seen')}, such as ${textsIn(row, 'examples').join(', ')}`;
}

/** Turns the rows `kind, ref` of a query named `finding` into what `measureFindings` reads; at most five examples a kind. */
export const FINDINGS_SQL = `SELECT kind, count(*) AS seen, (array_agg(ref ORDER BY ref))[1:5] AS examples FROM finding GROUP BY kind`;
