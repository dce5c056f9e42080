/**
 * The part of zod that runs on a phone, by zod's own names: zod itself would be more than all the rest of the core.
 *
 * The source imports zod; the package is compiled and built with this in its place (package/build-package.ts). A schema that
 * uses more of zod than there is here does not compile for phones, and `npm run typecheck` says so; schemas.spec.ts holds
 * this against zod on every mutation: the same is taken, with the same result.
 */
import { broken, Schema, type AnySchema } from './schema.ts';

export type ZodType<Out = unknown, In = unknown> = Schema<Out, In, boolean>;
export type output<S extends AnySchema> = S['_output'];
export type input<S extends AnySchema> = S['_input'];
export type { output as infer };

type Shape = Readonly<Record<string, AnySchema>>;
type Spread<T> = { [K in keyof T]: T[K] };
type OptionalIn<S extends Shape> = { [K in keyof S]: S[K]['_optional'] extends true ? K : never }[keyof S];
type ObjectOf<S extends Shape, Side extends '_output' | '_input'> = Spread<
  { -readonly [K in Exclude<keyof S, OptionalIn<S>>]: S[K][Side] } & {
    -readonly [K in OptionalIn<S>]?: S[K][Side];
  }
>;
/** A schema of an object, with those of its members. */
export type ZodObject<S extends Shape, More = unknown> = Schema<
  ObjectOf<S, '_output'> & More,
  ObjectOf<S, '_input'> & More
> & { readonly shape: S };
/** Whatever JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function where<T>(holds: (value: unknown) => boolean, message: string): Schema<T> {
  return new Schema((value) => (holds(value) ? { data: value } : broken(message)));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As zod asks of a record: made by `{}` or by nothing, not by a class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const made = value['constructor'];
  return typeof made !== 'function' || Object.hasOwn(Object(made.prototype) as object, 'isPrototypeOf');
}

/** Its members; not one that would become the prototype of a copy. */
const entriesOf = (value: unknown) => Object.entries(value as object).filter(([name]) => name !== '__proto__');

const UUID =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/i;

export const string = () => where<string>((value) => typeof value === 'string', 'is no text');
export const uuid = () => string().regex(UUID, 'is no UUID');
export const number = () => where<number>(Number.isFinite, 'is no number');
export const int = () => where<number>(Number.isSafeInteger, 'is no whole number');
export const boolean = () => where<boolean>((value) => typeof value === 'boolean', 'is neither true nor false');
export const unknown = () => new Schema<unknown>((value) => ({ data: value }));
export const never = () => where<never>(() => false, 'must not be there');

export const literal = <const T extends string | number | boolean | null>(one: T) =>
  where<T>((value) => value === one, `is not ${String(one)}`);

const oneOf = <const T extends readonly string[]>(options: T) =>
  where<T[number]>((value) => options.includes(value as string), 'is none of those known');
export { oneOf as enum };

export const array = <S extends AnySchema>(item: S): Schema<S['_output'][], S['_input'][]> =>
  new Schema((value) => (Array.isArray(value) ? members([...value.entries()], () => item, []) : broken('is no list')));

/** With any key of a form. Not for a fixed set of keys, of which zod wants all: that is an object. */
export const record = <K extends Schema<string>, S extends AnySchema>(
  key: string extends K['_output'] ? K : never,
  item: S,
): Schema<Record<string, S['_output']>, Record<string, S['_input']>> =>
  new Schema((value) => {
    if (!isPlain(value)) return broken('is no object');
    const entries = entriesOf(value);
    const wrong = entries.find(([name]) => 'issues' in key.read(name));
    if (wrong !== undefined) return broken('has a key of another form', [wrong[0]]);
    return members(entries, () => item, {});
  });

/** Members that are not named are refused. */
export const strictObject = <const S extends Shape>(shape: S): ZodObject<S> => {
  const schema = new Schema((value) => {
    const stray = isObject(value) ? Object.keys(value).find((name) => !Object.hasOwn(shape, name)) : undefined;
    return stray === undefined ? readShape(shape, value) : broken('is not known', [stray]);
  });
  return Object.assign(schema, { shape }) as unknown as ZodObject<S>;
};

/** Members that are not named are left in. */
export const looseObject = <const S extends Shape>(shape: S): ZodObject<S, Record<string, unknown>> => {
  const schema = new Schema((value) => {
    const result = readShape(shape, value);
    return 'data' in result
      ? { data: { ...Object.fromEntries(entriesOf(value)), ...(result.data as object) } }
      : result;
  });
  return Object.assign(schema, { shape }) as unknown as ZodObject<S, Record<string, unknown>>;
};

export const union = <const S extends readonly AnySchema[]>(
  options: S,
): Schema<S[number]['_output'], S[number]['_input']> =>
  new Schema((value) => {
    for (const option of options) {
      const result = option.read(value);
      if ('data' in result) return result;
    }
    return broken('has none of the forms known');
  });

/** Which form it is, a member tells that each form has for itself: so it is of the form that fits. */
export const discriminatedUnion = <const S extends readonly ZodObject<Shape>[]>(_key: string, options: S) =>
  union(options);

const anyJson: AnySchema = new Schema((value) => jsonForms.read(value));
const jsonForms = union([string(), number(), boolean(), literal(null), array(anyJson), record(string(), anyJson)]);
export const json = () => anyJson as Schema<Json>;

function readShape(shape: Shape, value: unknown): ReturnType<AnySchema['read']> {
  if (!isObject(value)) return broken('is no object');
  const names = Object.keys(shape).filter((name) => name in value || shape[name]?.isOptional === false);
  const missing = names.find((name) => !(name in value));
  if (missing !== undefined) return broken('is missing', [missing]);
  return members(
    names.map((name) => [name, value[name]]),
    (name) => shape[name] as AnySchema,
    {},
  );
}

function members<K extends PropertyKey>(
  values: readonly (readonly [K, unknown])[],
  schemaOf: (name: K) => AnySchema,
  into: object,
): ReturnType<AnySchema['read']> {
  const issues = [];
  for (const [name, value] of values) {
    const result = schemaOf(name).read(value);
    if ('data' in result) Object.assign(into, { [name]: result.data });
    else issues.push(...result.issues.map(({ path, message }) => ({ path: [name, ...path], message })));
  }
  return issues.length > 0 ? { issues } : { data: into };
}
