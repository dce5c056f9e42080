/** What our own client is meant to reach, judged by the figures of the same run. Pure. */
import type { Line } from './summary.ts';

export interface Aim {
  readonly text: string;
  readonly found: string;
  readonly met: boolean;
}

interface AimRule {
  readonly case: string;
  readonly text: string;
  readonly judge: (line: Line) => { readonly found: string; readonly met: boolean };
}

const seconds = (ms: number | null): string => (ms === null ? 'not within patience' : `${(ms / 1_000).toFixed(2)} s`);
const atMost = (limitMs: number) => (line: Line) => ({
  found: `${seconds(line.inSyncP50Ms)} (p95 ${seconds(line.inSyncP95Ms)})`,
  met: line.inSyncP50Ms !== null && line.inSyncP50Ms <= limitMs,
});

const RULES: readonly AimRule[] = [
  { case: 'wide-100', text: '100 in at most 0.7 s at 300 ms, with the confirming pull', judge: atMost(700) },
  {
    case: 'sos',
    text: 'a call for help is answered by the first request',
    judge: ({ sosRequestP50, sosRequestMax, sosP50Ms }) => ({
      found: `request ${sosRequestP50 ?? '–'} after ${seconds(sosP50Ms)} (worst round: request ${sosRequestMax ?? '–'})`,
      met: sosRequestP50 === 1,
    }),
  },
  { case: 'bad-1000', text: '1,000 in at most 10 s at 64 kbit/s', judge: atMost(10_000) },
  {
    case: 'cut-1000',
    text: 'goes on after a cut: nothing lost, doubled, or sent again that was answered',
    judge: ({ finished, rounds, lost, doubled, sentAfterAnswer }) => ({
      found: `${lost} lost, ${doubled} doubled, ${sentAfterAnswer} sent after their answer`,
      met: finished === rounds && lost + doubled + sentAfterAnswer === 0,
    }),
  },
];

/** The aims that the lines can tell about. */
export function judge(lines: readonly Line[]): readonly Aim[] {
  return RULES.flatMap((rule) => {
    const line = lines.find((each) => each.case === rule.case && each.client === 'bimride');
    return line ? [{ text: rule.text, ...rule.judge(line) }] : [];
  });
}
