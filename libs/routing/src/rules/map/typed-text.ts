/**
 * What people type and paste, as words to compare: accents, case, width, hyphens and apostrophes of every kind do not matter. An address
 * is told apart: what a place is called comes first, and where it is behind commas.
 */

/** A text as it was meant. */
export type TypedText = {
  /** What is called so. All of it must fit. */
  readonly words: readonly string[];
  /** Articles, prepositions, the country, its postcodes: they may fit, and need not. */
  readonly asides: readonly string[];
};

// Between two letters all of these are an apostrophe to whoever types them: straight, curly, reversed, prime, accents, okina.
const APOSTROPHES = /['‘’‛ʼʻ´`′＇ꞌ]/gu;
const NOT_SEEN = /[\p{M}\p{Cf}]/gu;
const POSTCODE = /^bb\d{0,5}$|^\d{5}$/;
const COUNTRY = new Set(['barbados', 'bds']);
const ASIDES = new Set(['a', 'an', 'and', 'at', 'by', 'in', 'near', 'of', 'on', 'parish', 'the', 'to', 'wi', 'w', 'i']);
const CHRIST_CHURCH = /\bch\.? ?ch\b/g;
// As names are written here; `St` is Saint or Street, and both are one word to whoever compares.
const SAME: ReadonlyMap<string, string> = new Map([
  ['st', 'saint'],
  ['street', 'saint'],
  ['rd', 'road'],
  ['hwy', 'highway'],
  ['mt', 'mount'],
  ['christchurch', 'christ church'],
]);

/** The words of a text as they are compared. */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .replaceAll(APOSTROPHES, '')
    .normalize('NFKD')
    .replaceAll(NOT_SEEN, '')
    .toLowerCase()
    .replaceAll(CHRIST_CHURCH, 'christ church');
  const words = plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .flatMap((word) => (SAME.get(word) ?? word).split(' '));
  return words.reduce<string[]>((all, word) => (word === 's' ? withEnding(all) : [...all, word]), []);
}

/** What a text asks for. `parishes` are their names' words. */
export function readTyped(text: string, parishes: readonly (readonly string[])[]): TypedText {
  const parts = text
    .split(/[,;\n\r，、]+/u)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const [name = [], ...address] = parts;
  const where = address.flat();
  const named = parishes.filter((parish) => `-${where.join('-')}-`.includes(`-${parish.join('-')}-`)).flat();
  const isAddress = named.length > 0 || where.some(isOfCountry);
  // Streets and towns of an address are more than we know; its parish must be right.
  const all = isAddress ? [...name, ...named] : parts.flat();
  return { words: all.filter((word) => !isAside(word)), asides: all.filter(isAside) };
}

/** A word that need not fit. */
export function isAside(word: string): boolean {
  return ASIDES.has(word) || isOfCountry(word);
}

function isOfCountry(word: string): boolean {
  return COUNTRY.has(word) || POSTCODE.test(word);
}

// `Harrison s Cave`: an apostrophe that a program took for a space.
function withEnding(words: readonly string[]): string[] {
  return [...words.slice(0, -1), ...words.slice(-1).map((word) => `${word}s`)];
}
