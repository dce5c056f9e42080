import { z } from 'zod';
import type { MutationDefinition } from '../define/mutation.ts';

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

interface Place {
  readonly path: string;
  readonly root: JsonSchema;
  /** References that were followed on the way. */
  readonly followed: ReadonlySet<string>;
}

/** What is wrong with the form of a mutation's arguments: it takes members that nobody knows, or something has no bound. */
export function argumentFaults({ name, args }: MutationDefinition): readonly string[] {
  return openPlaces(args).map((place) => `${name}: ${place}`);
}

/** Places of a schema that take more than is written down, as sentences that begin with the place. */
export function openPlaces(schema: z.ZodType): readonly string[] {
  const root = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    metadata: z.registry(),
  }) as JsonSchema;
  return [...new Set(openIn(root, { path: '', root, followed: new Set() }))];
}

function openIn(schema: JsonSchema, place: Place): readonly string[] {
  const { $ref, anyOf = [], oneOf = [], type } = schema;
  if ($ref !== undefined) return openInReference($ref, place);
  const ways = [...anyOf, ...oneOf];
  if (ways.length > 0) return ways.flatMap((way) => openIn(way, place));
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  const path = place.path === '' ? '/' : place.path;
  if (type === 'object') return openInObject(schema, place, path);
  if (type === 'array') return openInArray(schema, place, path);
  if (type === 'string')
    return isBoundedText(schema) ? [] : [`${path} is text without an end: .max(…), or a pattern with one`];
  if (type === 'number' || type === 'integer')
    return isBoundedNumber(schema) ? [] : [`${path} is a number without bounds: .min(…).max(…)`];
  return type === 'boolean' || type === 'null' ? [] : [`${path} may be anything: say what it is`];
}

function openInReference(reference: string, place: Place): readonly string[] {
  if (place.followed.has(reference)) return [];
  const followed = new Set([...place.followed, reference]);
  const target = reference === '#' ? place.root : place.root.$defs?.[reference.replace('#/$defs/', '')];
  return target === undefined ? [`${reference} leads nowhere`] : openIn(target, { ...place, followed });
}

function openInObject(schema: JsonSchema, place: Place, path: string): readonly string[] {
  const open = schema.additionalProperties === false ? [] : [`${path} takes members that nobody knows: z.strictObject`];
  const members = Object.entries(schema.properties ?? {});
  return [...open, ...members.flatMap(([key, member]) => openIn(member, { ...place, path: `${place.path}/${key}` }))];
}

function openInArray(schema: JsonSchema, place: Place, path: string): readonly string[] {
  const { prefixItems = [], items, maxItems } = schema;
  const isOpen = maxItems === undefined && (items !== undefined || prefixItems.length === 0);
  const inside = { ...place, path: `${place.path}/-` };
  return [
    ...(isOpen ? [`${path} is a list without an end: .max(…)`] : []),
    ...[...prefixItems, ...(items === undefined ? [] : [items])].flatMap((item) => openIn(item, inside)),
  ];
}

function isBoundedText(schema: JsonSchema): boolean {
  return [schema, ...(schema.allOf ?? [])].some(
    ({ maxLength, pattern }) => maxLength !== undefined || (pattern !== undefined && hasAnEnd(pattern)),
  );
}

/** Whether whatever fits a pattern has a greatest length: it is anchored, and repeats nothing without end. */
export function hasAnEnd(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./g, '_').replaceAll(/\[\^?[^\]]*\]/g, '_');
  const isAnchored = plain.startsWith('^') && plain.endsWith('$') && !/^\^[^(]*\|/.test(plain);
  return isAnchored && !/[*+]|\{\d+,\}/.test(plain);
}

// The ends that zod gives to whole numbers are those of JavaScript, and bound nothing.
function isBoundedNumber(schema: JsonSchema): boolean {
  const least = schema.minimum ?? schema.exclusiveMinimum ?? Number.MIN_SAFE_INTEGER;
  const most = schema.maximum ?? schema.exclusiveMaximum ?? Number.MAX_SAFE_INTEGER;
  return least > Number.MIN_SAFE_INTEGER && most < Number.MAX_SAFE_INTEGER;
}
