/** Values for a schema, made from its JSON Schema: ones that fit it, and ones that are broken somewhere. */
import fc from 'fast-check';

/** What zod writes of JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

const LENGTH_MAX = 40;
const ITEMS_MAX = 6;

/** Values that fit, but for rules that JSON Schema cannot say. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { anyOf, oneOf } = schema;
  const options = anyOf ?? oneOf;
  if (options) return fc.oneof(...options.map(valuesOf));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.$ref !== undefined) return fc.jsonValue({ maxDepth: 1 });
  if (schema.type === 'string') return texts(schema);
  if (schema.type === 'integer') return fc.integer(bounds(schema));
  if (schema.type === 'number') return fc.double(numbers(schema));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'array') return lists(schema);
  return schema.type === 'object' ? objects(schema) : fc.jsonValue({ maxDepth: 1 });
}

const numbers = ({ minimum = -1, maximum = 1 }: JsonSchema) => ({ min: minimum, max: maximum, noNaN: true });

function bounds({ minimum = -1000, maximum = 1_000_000 }: JsonSchema) {
  return { min: Math.max(Math.ceil(minimum), -(2 ** 31)), max: Math.min(Math.floor(maximum), 2 ** 31) };
}

function texts({ format, pattern, allOf, minLength = 0, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  const form = pattern ?? allOf?.map((part) => part.pattern).find((part) => part !== undefined);
  const long = (text: string) => (text === '' ? text : text.repeat(Math.ceil(minLength / text.length) || 1));
  if (form !== undefined) return matching(form).map((text) => long(text).slice(0, maxLength));
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength ?? LENGTH_MAX, LENGTH_MAX)) });
}

/** What a pattern looks ahead for is left to chance: it cannot be generated. */
function matching(pattern: string): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?[=!][^)]*\)/g, '')));
}

function lists({ items = {}, minItems = 0, maxItems = ITEMS_MAX }: JsonSchema): fc.Arbitrary<unknown> {
  return fc.array(valuesOf(items), {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(maxItems, ITEMS_MAX)),
  });
}

function objects({ properties, required = [], additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, schema]) => [name, valuesOf(schema)]),
  );
  const named = fc.record(members, { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return named;
  const others = fc.dictionary(fc.string({ maxLength: 5 }), valuesOf(additionalProperties), { maxKeys: 2 });
  return fc.tuple(others, named).map(([more, own]) => ({ ...more, ...own }));
}

const strange = fc.constantFrom<unknown>(
  null,
  undefined,
  '',
  'x',
  ' x ',
  0,
  -1,
  0.5,
  1e300,
  2 ** 53,
  Number.NaN,
  true,
  {},
  [],
  new Map(),
  '__proto__',
);

/** The same with one thing in it replaced, left out, or put in beside it. */
export function brokenSomewhere(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(values, strange, fc.nat(), fc.constantFrom('replace', 'leave out', 'add'))
    .map(([value, other, at, how]) => broken(value, { other, at, how }));
}

interface Blow {
  readonly other: unknown;
  readonly at: number;
  readonly how: string;
}

function broken(value: unknown, blow: Blow): unknown {
  if (Array.isArray(value)) return brokenList(value, blow);
  if (typeof value !== 'object' || value === null) return blow.other;
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const [index, deeper] = [blow.at % (entries.length + 1), Math.floor(blow.at / (entries.length + 1))];
  const entry = entries[index];
  if (!entry || blow.how === 'add') return { ...value, stray: blow.other };
  const [name, member] = entry;
  if (blow.how === 'leave out') return Object.fromEntries(entries.filter(([own]) => own !== name));
  return { ...value, [name]: broken(member, { ...blow, at: deeper }) };
}

function brokenList(items: readonly unknown[], blow: Blow): unknown {
  const [index, deeper] = [blow.at % (items.length + 1), Math.floor(blow.at / (items.length + 1))];
  if (index === items.length || blow.how === 'add') return [...items, blow.other];
  if (blow.how === 'leave out') return items.filter((_, at) => at !== index);
  return items.map((item, at) => (at === index ? broken(item, { ...blow, at: deeper }) : item));
}
