/**
 * Finds places by what somebody types or pastes: a word may be unfinished, written as one or as two, or have a letter wrong where only one
 * known word can be meant. Every word typed must fit some word of the place. Better fits come first.
 */
import type { MapPage, MapParish, MapPlace } from './map-page.ts';
import { editDistance } from './edit-distance.ts';
import { isAside, readTyped, wordsOf, type TypedText } from './typed-text.ts';

export type FoundPlace = {
  readonly place: MapPlace;
  /** From 0 to 100: 100 is the name as it is written. */
  readonly score: number;
};

const SCORE = {
  whole: 100,
  word: 90,
  wholeMeant: 80,
  beginning: 75,
  typo: 55,
  parish: 40,
  notFirst: -10,
  asideMissed: -1,
} as const;
// The longer the word, the more letters may be wrong.
const TYPOS = [
  { letters: 8, wrong: 2 },
  { letters: 4, wrong: 1 },
] as const;
/** Words, and asides, in what is typed. The longest name has six. */
const WORDS_MAX = 16;
/** Letters of a word that is compared with known ones: no known one is so long. */
const WORD_LETTERS_MAX = 40;
// A word this long may have a letter wrong and be unfinished, too.
const UNFINISHED_LETTERS_MIN = 6;

/** The places that fit, best first; ties go to the shorter name, then by id. */
export function searchPlaces(
  page: Pick<MapPage, 'places'> & { readonly parishes: readonly MapParish[] },
  typed: string,
  most: number,
): readonly FoundPlace[] {
  const parishes = new Map(page.parishes.map(({ code, name }) => [code, wordsOf(name)]));
  const known = page.places.map((place) => ({ place, ...namesOf(place, parishes.get(place.parish) ?? []) }));
  const vocabulary = [...new Set([...known.flatMap(({ own }) => own), ...[...parishes.values()].flat()])];
  const text = readTyped(typed, [...parishes.values()]);
  // No place has so many words, and all must fit.
  if (text.words.length > WORDS_MAX || text.asides.length > WORDS_MAX) return [];
  if (text.words.length === 0 && !text.asides.some((aside) => vocabulary.some((word) => word.startsWith(aside))))
    return [];
  // Readings share nearly all of their words: each is looked at once.
  const corrected = new Map<string, Meant>();
  const correctOnce = (word: string): Meant => {
    const meant = corrected.get(word) ?? correct(vocabulary, word);
    corrected.set(word, meant);
    return meant;
  };
  const readings = readingsOf(text).map(({ words: typedWords, asides }): Reading => {
    const words = typedWords.map(correctOnce);
    const meant = key([...words.map(({ word }) => word), ...asides]);
    return { words, asides, written: key([...typedWords, ...asides]), meant };
  });
  return known
    .map(({ place, ...names }) => ({ place, score: Math.max(...readings.map((reading) => scoreOf(names, reading))) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) => b.score - a.score || a.place.name.length - b.place.name.length || (a.place.id < b.place.id ? -1 : 1),
    )
    .slice(0, most);
}

type Names = {
  readonly name: readonly string[];
  /** All words that it goes by: of its name, id and kind, and any two of its name as one. */
  readonly own: readonly string[];
  readonly keys: readonly string[];
  readonly parish: readonly string[];
};

function namesOf(place: MapPlace, parish: readonly string[]): Names {
  const [name, id] = [wordsOf(place.name), wordsOf(place.id)];
  const pairs = name.slice(1).map((word, at) => `${name[at] ?? ''}${word}`);
  return { name, own: [...name, ...id, ...wordsOf(place.kind), ...pairs], keys: [key(name), key(id)], parish };
}

/** Words as one, without what need not fit. */
function key(words: readonly string[]): string {
  return words.filter((word) => !isAside(word)).join('');
}

/** As it was typed, and with any two words as one. If nothing but asides was typed, they are what was meant. */
function readingsOf({ words, asides }: TypedText): readonly TypedText[] {
  if (words.length === 0) return [{ words: asides, asides: [] }];
  const joined = words
    .slice(1)
    .map((word, at) => [...words.slice(0, at), `${words[at] ?? ''}${word}`, ...words.slice(at + 2)]);
  return [words, ...joined].map((some) => ({ words: some, asides }));
}

/** A word typed, and the known one that it must be if it is not known itself. */
type Meant = { readonly word: string; readonly wrong: number };

/** The one known word with the fewest letters wrong; the word itself where there are several, or none near enough. */
function correct(vocabulary: readonly string[], word: string): Meant {
  const asTyped = { word, wrong: 0 };
  const allowed = TYPOS.find(({ letters }) => word.length >= letters)?.wrong ?? 0;
  if (allowed === 0 || word.length > WORD_LETTERS_MAX || vocabulary.some((known) => known.startsWith(word)))
    return asTyped;
  const near = vocabulary
    .filter((known) => known.length > 1)
    .map((known) => ({ word: known, wrong: wrongLetters(known, word) }))
    .filter(({ wrong }) => wrong <= allowed);
  const least = Math.min(...near.map(({ wrong }) => wrong));
  const nearest = near.filter(({ wrong }) => wrong === least).sort((a, b) => a.word.length - b.word.length);
  const [shortest] = nearest;
  // A word and its plural are one word with a wrong letter.
  return shortest && nearest.every(({ word: other }) => other.startsWith(shortest.word)) ? shortest : asTyped;
}

function wrongLetters(known: string, typed: string): number {
  const whole = editDistance(known, typed);
  if (typed.length < UNFINISHED_LETTERS_MIN) return whole;
  const lengths = [typed.length - 1, typed.length, typed.length + 1].filter((length) => length < known.length);
  return Math.min(whole, ...lengths.map((length) => editDistance(known.slice(0, length), typed)));
}

/** What was typed, as words and as one: as it was written, and with its wrong letters put right. */
type Reading = {
  readonly words: readonly Meant[];
  readonly asides: readonly string[];
  readonly written: string;
  readonly meant: string;
};

function scoreOf({ name, own, keys, parish }: Names, { words, asides, written, meant }: Reading): number {
  if (keys.includes(written)) return SCORE.whole;
  if (keys.includes(meant)) return SCORE.wholeMeant;
  const scores = words.map((word) => Math.max(bestOf(own, word), parish.includes(word.word) ? SCORE.parish : 0));
  if (scores.includes(0)) return 0;
  const whole = Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
  const missed = asides.filter((aside) => !own.includes(aside)).length * SCORE.asideMissed;
  // The first word of the name is what people call it by.
  const [first, typed] = [name.find((word) => !isAside(word)), words[0]];
  const isFirst = first !== undefined && typed !== undefined && fit(first, typed) > 0;
  return Math.max(1, whole + missed + (isFirst ? 0 : SCORE.notFirst));
}

function bestOf(words: readonly string[], meant: Meant): number {
  return Math.max(0, ...words.map((word) => fit(word, meant)));
}

function fit(word: string, { word: meant, wrong }: Meant): number {
  const isWhole = word === meant;
  if (!isWhole && !word.startsWith(meant)) return 0;
  if (wrong > 0) return SCORE.typo - 10 * (wrong - 1);
  return isWhole ? SCORE.word : SCORE.beginning;
}
