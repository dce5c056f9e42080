/** What is wrong with a life that ended early. Pure. */
import type { LifeReport } from './browser-lives.ts';

const NOTED = ['first', 'second', 'third', 'help'];
const REFUSED = 'refuse me';

/** What was lost, doubled or not true after a life that died in its nth step; empty: nothing. `whole` is a life that did not die. */
export function findingsIn(told: LifeReport, whole: LifeReport, killAt: number): readonly string[] {
  const { steps, died, after, noted, decided } = told;
  const resolved = (text: string) => steps.includes(`resolved ${text}`);
  const inOrder = noted.filter((text) => text !== 'help');
  const claims: readonly (readonly [boolean, string])[] = [
    [died, 'it did not die'],
    [same(steps, whole.steps.slice(0, killAt)), 'it did not take the steps of the others, or went on'],
    ...NOTED.map((text) => [!resolved(text) || noted.includes(text), `lost: ${text}`] as const),
    ...NOTED.map(
      (text) => [isSharp({ told, whole, killAt, text }), `not as durable as its steps say: ${text}`] as const,
    ),
    [same(inOrder, NOTED.slice(0, inOrder.length)), 'out of order'],
    [new Set(noted).size === noted.length && new Set(decided).size === decided.length, 'done twice'],
    [same(after.texts, noted) && after.waiting === 0, 'the phone and the server do not agree'],
    [!resolved(REFUSED) || same(after.told, ['not_that']), 'the refusal was not heard of'],
  ];
  return claims.filter(([isTrue]) => !isTrue).map(([, finding]) => finding);
}

/** Before its commit was asked for it must be gone, and from the moment it is durable it must be there: the crash hit where it should. */
function isSharp(of: {
  readonly told: LifeReport;
  readonly whole: LifeReport;
  readonly killAt: number;
  readonly text: string;
}) {
  const { told, whole, killAt, text } = of;
  const before = whole.steps.slice(0, whole.steps.indexOf(`resolved ${text}`));
  const isThere = told.noted.includes(text);
  if (killAt <= before.lastIndexOf('commit asked')) return !isThere;
  return killAt <= before.lastIndexOf('durable') || isThere;
}

function same(left: readonly unknown[], right: readonly unknown[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
