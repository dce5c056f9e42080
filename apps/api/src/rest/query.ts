/** Parts of a query: text, read strictly. What is left blank, or written in another way than digits, is refused. */
import { z } from 'zod';
import { shownAs } from '../openapi/schemas.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

const digits = z.string().regex(/^-?\d{1,15}$/, { error: 'must be a whole number, in digits', abort: true });

/** A whole number, in digits alone. */
export function queryInteger({ min, max }: Range) {
  const number = digits.transform(Number).pipe(z.int().min(min).max(max));
  return shownAs(number, { type: 'integer', minimum: min, maximum: max });
}

/** Some whole numbers, with commas between. */
export function queryIntegers({ min, max, countMax }: Range & { readonly countMax: number }) {
  const list = z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(digits.transform(Number).pipe(z.int().min(min).max(max))).max(countMax));
  const items = { type: 'integer', minimum: min, maximum: max };
  return shownAs(list, { type: 'array', items, minItems: 1, maxItems: countMax });
}

/** True or false, and no other word for it. */
export function queryFlag() {
  const word = z.enum(['true', 'false'], 'must be true or false');
  return shownAs(
    word.transform((text) => text === 'true'),
    { type: 'boolean' },
  );
}

/** Some of these names, with commas between, each at most once. */
export function queryList<const T extends readonly [string, ...string[]]>(names: T) {
  const list = z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(names)).max(names.length));
  // Without `explode: false` a list would be written as `a=1&a=2`: see `parameterOf`.
  return shownAs(list, { type: 'array', items: { type: 'string', enum: [...names] } });
}

const DECIMAL = /^-?\d{1,3}(?:\.\d{1,15})?$/;

/** Degrees. What is no number becomes NaN, so that the point is refused as no point, with a code of its own. */
export function queryDegrees(limits: { readonly min: number; readonly max: number }) {
  const degrees = z
    .string()
    .max(40)
    .transform((text) => (DECIMAL.test(text) ? Number(text) : Number.NaN));
  return shownAs(degrees, { type: 'number', minimum: limits.min, maximum: limits.max });
}
