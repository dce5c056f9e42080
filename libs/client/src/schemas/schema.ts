/**
 * The part of zod that mutations use, for the published package: zod itself would be three quarters of what a phone loads.
 *
 * The source imports zod; the package build puts this in its place (package/build-package.ts). phone-schemas.spec.ts holds
 * it against zod on every mutation: the same arguments are taken, with the same result. A mutation that uses more of zod
 * than there is here fails that spec.
 */

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
type Parsed =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };

type Result = { readonly data: unknown } | { readonly issues: readonly Issue[] };
type Parse = (value: unknown) => Result;

const broken = (message: string, path: readonly PropertyKey[] = []): Result => ({ issues: [{ path, message }] });

class Schema {
  readonly parse: Parse;
  readonly isOptional: boolean;

  constructor(parse: Parse, isOptional = false) {
    this.parse = parse;
    this.isOptional = isOptional;
  }

  safeParse(value: unknown): Parsed {
    const result = this.parse(value);
    if ('issues' in result) return { success: false, error: { issues: result.issues } };
    return { success: true, data: result.data };
  }

  optional() {
    return this.#orElse(undefined, true);
  }

  nullable() {
    return this.#orElse(null, this.isOptional);
  }

  #orElse(other: null | undefined, isOptional: boolean) {
    const schema = new Schema((value) => (value === other ? { data: value } : this.parse(value)), isOptional);
    return Object.assign(schema, { unwrap: (): Schema => this });
  }

  readonly(): Schema {
    return new Schema((value) => {
      const result = this.parse(value);
      return 'data' in result ? { data: Object.freeze(result.data) } : result;
    }, this.isOptional);
  }

  refine(holds: (value: never) => boolean, message = 'is not as it must be'): this {
    return this.#with((value) => holds(value as never), message);
  }

  /** At least: a number, or as many characters or items. */
  min(least: number): this {
    return this.#with((value) => sizeOf(value) >= least, `less than ${least}`);
  }

  /** At most: a number, or as many characters or items. */
  max(most: number): this {
    return this.#with((value) => sizeOf(value) <= most, `more than ${most}`);
  }

  regex(pattern: RegExp, message = 'has another form'): this {
    return this.#with((value) => pattern.test(value as string), message);
  }

  #with(holds: (value: unknown) => boolean, message: string): this {
    const parse: Parse = (value) => {
      const result = this.parse(value);
      return 'issues' in result || holds(result.data) ? result : broken(message);
    };
    return new Schema(parse, this.isOptional) as this;
  }
}

function sizeOf(value: unknown): number {
  return typeof value === 'number' ? value : (value as { readonly length: number }).length;
}

function where(holds: (value: unknown) => boolean, message: string): Schema {
  return new Schema((value) => (holds(value) ? { data: value } : broken(message)));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UUID =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/i;

export const string = () => where((value) => typeof value === 'string', 'is no text');
export const uuid = () => string().regex(UUID, 'is no UUID');
export const number = () => where((value) => typeof value === 'number' && Number.isFinite(value), 'is no number');
export const int = () => where((value) => Number.isSafeInteger(value), 'is no whole number');
export const boolean = () => where((value) => typeof value === 'boolean', 'is neither true nor false');
export const unknown = () => new Schema((value) => ({ data: value }), true);
export const never = () => where(() => false, 'must not be there');
export const literal = (one: unknown) => where((value) => value === one, `is not ${String(one)}`);
const oneOf = (options: readonly unknown[]) => where((value) => options.includes(value), 'is none of those known');
export { oneOf as enum };

export const array = (item: Schema) =>
  new Schema((value) =>
    Array.isArray(value)
      ? members(
          value.map((one, index) => [index, one, item]),
          [],
        )
      : broken('is no list'),
  );

export const record = (key: Schema, item: Schema) =>
  new Schema((value) => {
    if (!isObject(value)) return broken('is no object');
    const wrong = Object.keys(value).find((name) => !key.safeParse(name).success);
    if (wrong !== undefined) return broken('has a key of another form', [wrong]);
    return members(
      Object.entries(value).map(([name, one]) => [name, one, item]),
      {},
    );
  });

export const strictObject = <S extends Readonly<Record<string, Schema>>>(shape: S) =>
  Object.assign(new Schema((value) => parseObject(shape, value)), { shape });

/** Members that are not named are left in. */
export const looseObject = (shape: Readonly<Record<string, Schema>>) =>
  new Schema((value) => {
    if (!isObject(value)) return broken('is no object');
    const named = Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name)));
    const result = parseObject(shape, named);
    return 'data' in result ? { data: { ...value, ...(result.data as object) } } : result;
  });

function parseObject(shape: Readonly<Record<string, Schema>>, value: unknown): Result {
  if (!isObject(value)) return broken('is no object');
  const stray = Object.keys(value).find((name) => !Object.hasOwn(shape, name));
  if (stray !== undefined) return broken('is not known', [stray]);
  const present = Object.entries(shape).filter(([name, schema]) => name in value || !schema.isOptional);
  return members(
    present.map(([name, schema]) => [name, value[name], schema]),
    {},
  );
}

export const union = (options: readonly Schema[]) =>
  new Schema((value) => {
    for (const option of options) {
      const result = option.parse(value);
      if ('data' in result) return result;
    }
    return broken('has none of the forms known');
  });

export const discriminatedUnion = (_key: string, options: readonly Schema[]) => union(options);

export const json = (): Schema => where(isJson, 'is no JSON');

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isObject(value) && Object.values(value).every(isJson);
}

function members(parts: readonly (readonly [PropertyKey, unknown, Schema])[], into: object): Result {
  const issues: Issue[] = [];
  for (const [name, value, schema] of parts) {
    const result = schema.parse(value);
    if ('data' in result) Object.assign(into, { [name]: result.data });
    else issues.push(...result.issues.map(({ path, message }) => ({ path: [name, ...path], message })));
  }
  return issues.length > 0 ? { issues } : { data: into };
}
