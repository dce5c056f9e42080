/**
 * One pass over JSON text that finds what `JSON.parse` lets through or cannot bear: depth, double and forbidden keys, numbers that
 * lose digits, NUL and lone surrogates behind escapes. It does not check the grammar: `JSON.parse` does, afterwards, and whatever
 * this pass makes of broken text cannot reach anybody, because broken text is refused there. For well-formed text it is exact.
 *
 * It never recurses, so depth costs nothing before it is refused.
 */

/** What is wrong with the text; the names are codes of problems. */
export type JsonFlaw =
  | 'json_too_deep'
  | 'json_duplicate_key'
  | 'json_forbidden_key'
  | 'number_out_of_range'
  | 'text_has_nul'
  | 'text_not_unicode'
  | 'json_malformed';

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

// A key is compared with all before it while there are few, and by a set once there are many: most objects are small.
const FEW_KEYS = 12;
// Up to this many characters a plain integer or decimal cannot leave the exact range.
const SAFE_NUMBER_CHARS = 15;

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const MINUS = 0x2d;
const NUMBER = /-?\d[\d.eE+-]*/y;

/** Finds the first flaw of JSON text, or gives back undefined. Never throws. */
export function findJsonFlaw(text: string, depthMax: number): JsonFlaw | undefined {
  if (text.includes('\0')) return 'text_has_nul';
  return new Scan(text, depthMax).run();
}

/** The keys seen so far in one open object; undefined stands for an open array. */
type Seen = KeySet | undefined;

class Scan {
  readonly #text: string;
  readonly #depthMax: number;
  readonly #open: Seen[] = [];
  #at = 0;
  #keyComes = false;
  #backslashAt: number;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
    this.#backslashAt = text.indexOf('\\');
  }

  run(): JsonFlaw | undefined {
    const { length } = this.#text;
    while (this.#at < length) {
      const flaw = this.#step(this.#text.charCodeAt(this.#at));
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  }

  #step(char: number): JsonFlaw | undefined {
    if (char === QUOTE) return this.#string();
    if (char === MINUS || (char >= 0x30 && char <= 0x39)) return this.#number();
    this.#at += 1;
    if (char === OPEN_OBJECT || char === OPEN_ARRAY) return this.#enter(char === OPEN_OBJECT);
    if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) this.#leave();
    else if (char === COMMA) this.#keyComes = this.#open.at(-1) !== undefined;
    return undefined;
  }

  #enter(isObject: boolean): JsonFlaw | undefined {
    this.#open.push(isObject ? new KeySet() : undefined);
    this.#keyComes = isObject;
    return this.#open.length > this.#depthMax ? 'json_too_deep' : undefined;
  }

  #leave(): void {
    this.#open.pop();
    this.#keyComes = false;
  }

  #number(): JsonFlaw | undefined {
    NUMBER.lastIndex = this.#at;
    const token = NUMBER.exec(this.#text)?.[0];
    if (token === undefined) return 'json_malformed';
    this.#at += token.length;
    if (token.length <= SAFE_NUMBER_CHARS && !/e/i.test(token)) return undefined;
    return Math.abs(Number(token)) <= Number.MAX_SAFE_INTEGER ? undefined : 'number_out_of_range';
  }

  #string(): JsonFlaw | undefined {
    const start = this.#at;
    const escape = this.#backslashFrom(start + 1);
    const end = this.#endOfString(start + 1);
    if (end === -1) return 'json_malformed';
    const isKey = this.#keyComes;
    this.#keyComes = false;
    this.#at = end + 1;
    const escaped = escape !== -1 && escape < end;
    if (escaped) return this.#escapedString(this.#text.slice(start, end + 1), isKey);
    return isKey ? this.#key(this.#text.slice(start + 1, end)) : undefined;
  }

  #endOfString(from: number): number {
    let quote = this.#text.indexOf('"', from);
    let escape = this.#backslashFrom(from);
    // Neither is looked for again before it has been passed: otherwise a long run of escapes would cost its square.
    while (quote !== -1 && escape !== -1 && escape < quote) {
      const next = escape + 2;
      if (quote < next) quote = this.#text.indexOf('"', next);
      escape = this.#backslashFrom(next);
    }
    return quote;
  }

  #backslashFrom(position: number): number {
    if (this.#backslashAt !== -1 && this.#backslashAt < position)
      this.#backslashAt = this.#text.indexOf('\\', position);
    return this.#backslashAt;
  }

  #escapedString(literal: string, isKey: boolean): JsonFlaw | undefined {
    const decoded = decode(literal);
    if (decoded === undefined) return 'json_malformed';
    if (decoded.includes('\0')) return 'text_has_nul';
    if (!decoded.isWellFormed()) return 'text_not_unicode';
    return isKey ? this.#key(decoded) : undefined;
  }

  #key(key: string): JsonFlaw | undefined {
    if (FORBIDDEN_KEYS.has(key)) return 'json_forbidden_key';
    return this.#open.at(-1)?.add(key) === false ? 'json_duplicate_key' : undefined;
  }
}

class KeySet {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** False when the key was there already. */
  add(key: string): boolean {
    if (this.#many !== undefined) return this.#many.size !== this.#many.add(key).size;
    if (this.#few.includes(key)) return false;
    this.#few.push(key);
    if (this.#few.length > FEW_KEYS) this.#many = new Set(this.#few);
    return true;
  }
}

function decode(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}
