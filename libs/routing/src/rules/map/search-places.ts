/**
 * Finds places by what somebody types: accents, case, hyphens and apostrophes do not matter, `St.` is `Saint`, a word may
 * be unfinished, and a letter may be wrong. Every word typed must fit some word of the place. Better fits come first.
 */
import type { MapPage, MapPlace } from './map-page.ts';

export type FoundPlace = {
  readonly place: MapPlace;
  /** From 0 to 100: 100 is the name as it is written. */
  readonly score: number;
};

const SCORE = { whole: 100, word: 90, beginning: 75, typo: 55, parish: 40 } as const;
// The longer the word, the more letters may be wrong.
const TYPOS = [
  { letters: 8, wrong: 2 },
  { letters: 4, wrong: 1 },
] as const;

/** The places that fit, best first; ties go to the shorter name, then by id. */
export function searchPlaces(
  page: Pick<MapPage, 'places' | 'parishes'>,
  typed: string,
  most: number,
): readonly FoundPlace[] {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const parishes = new Map(page.parishes.map(({ code, name }) => [code, wordsOf(name)]));
  return page.places
    .map((place) => ({ place, score: scoreOf(place, parishes.get(place.parish) ?? [], words) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) => b.score - a.score || a.place.name.length - b.place.name.length || (a.place.id < b.place.id ? -1 : 1),
    )
    .slice(0, most);
}

/** The words of a text as they are compared. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFD')
    .replaceAll(/[\p{M}'’`]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word === 'st' ? 'saint' : word));
}

function scoreOf(place: MapPlace, parish: readonly string[], typed: readonly string[]): number {
  const name = wordsOf(place.name);
  if (name.join(' ') === typed.join(' ') || wordsOf(place.id).join(' ') === typed.join(' ')) return SCORE.whole;
  const own = [...name, ...wordsOf(place.id), ...wordsOf(place.kind)];
  const scores = typed.map((word) => Math.max(bestOf(own, word), parish.includes(word) ? SCORE.parish : 0));
  if (scores.includes(0)) return 0;
  const whole = Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
  // The first word of the name is what people call it by.
  return name[0] !== undefined && fit(name[0], typed[0] ?? '') > 0 ? whole : Math.max(1, whole - 10);
}

function bestOf(words: readonly string[], typed: string): number {
  return Math.max(0, ...words.map((word) => fit(word, typed)));
}

function fit(word: string, typed: string): number {
  if (word === typed) return SCORE.word;
  if (word.startsWith(typed)) return SCORE.beginning;
  const allowed = TYPOS.find(({ letters }) => typed.length >= letters)?.wrong ?? 0;
  if (allowed === 0 || Math.abs(word.length - typed.length) > allowed) return 0;
  const wrong = editDistance(word, typed);
  return wrong <= allowed ? SCORE.typo - 10 * (wrong - 1) : 0;
}

/** How many letters to put in, take out, change or swap with the next to make one word of another. */
export function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const steps = [(last[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1)];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) steps.push((beforeLast[column - 2] ?? 0) + 1);
      here.push(Math.min(...steps));
    }
    [beforeLast, last] = [last, here];
  }
  return last[b.length] ?? 0;
}
