/** What a schema of zod is made of, as far as sensitivity asks. */
import type { z } from 'zod';
import { declaredSensitivity, type Sensitivity } from '../define/sensitivity.ts';

/** Wrappers, and where what they wrap is. */
const INNER: Readonly<Record<string, string>> = {
  optional: 'innerType',
  nullable: 'innerType',
  readonly: 'innerType',
  default: 'innerType',
  prefault: 'innerType',
  nonoptional: 'innerType',
  catch: 'innerType',
  pipe: 'in',
};

/** Formats whose values are made at random or by counting, and say nothing by themselves. */
const HARMLESS_FORMATS: ReadonlySet<string> = new Set(['uuid', 'safeint', 'int32', 'uint32']);

interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly format?: string } } }[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

export type SchemaForm =
  | { readonly is: 'leaf'; readonly sensitivity: Sensitivity | undefined }
  | { readonly is: 'wrapper'; readonly inner: z.ZodType }
  | { readonly is: 'object'; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly is: 'list'; readonly element: z.ZodType }
  | { readonly is: 'union'; readonly options: readonly z.ZodType[] };

/** What a schema is: something with parts, or a leaf with its sensitivity (undefined: nobody said). */
export function formOf(schema: z.ZodType): SchemaForm {
  const sensitivity = sensitivityOf(schema);
  if (sensitivity !== undefined) return { is: 'leaf', sensitivity };
  const def = schema._zod.def as unknown as Definition & Readonly<Record<string, unknown>>;
  const inner = INNER[def.type];
  if (inner !== undefined) return { is: 'wrapper', inner: def[inner] as z.ZodType };
  if (def.type === 'object' && def.shape) return { is: 'object', shape: def.shape };
  if (def.type === 'array' && def.element) return { is: 'list', element: def.element };
  if (def.type === 'record' && def.valueType) return { is: 'list', element: def.valueType };
  if (def.type === 'union' && def.options) return { is: 'union', options: def.options };
  return { is: 'leaf', sensitivity: isHarmless(def) ? 'plain' : undefined };
}

/** What was declared of it, or of the schema that it is a described copy of. */
function sensitivityOf(schema: z.ZodType): Sensitivity | undefined {
  for (let at: z.ZodType | undefined = schema; at; at = at._zod.parent as z.ZodType | undefined) {
    const found = declaredSensitivity(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isHarmless({ type, format, checks = [] }: Definition): boolean {
  if (type === 'enum' || type === 'literal' || type === 'boolean' || type === 'null') return true;
  if (type !== 'number' && type !== 'string') return false;
  return [format, ...checks.map(({ _zod }) => _zod.def.format)].some((one) => HARMLESS_FORMATS.has(one ?? ''));
}

const COORDINATE = /^(lat|lon|lng|latitude|longitude)([A-Z]|$)/;

/** Every place in a schema whose sensitivity nobody declared, as a pointer. A number that is called a coordinate is one. */
export function undeclaredPlaces(schema: z.ZodType, pointer = '', name = ''): readonly string[] {
  const form = formOf(schema);
  if (form.is === 'wrapper') return undeclaredPlaces(form.inner, pointer, name);
  if (form.is === 'list') return undeclaredPlaces(form.element, `${pointer}/*`, name);
  if (form.is === 'union') return form.options.flatMap((option) => undeclaredPlaces(option, pointer, name));
  if (form.is === 'object')
    return Object.entries(form.shape).flatMap(([key, member]) => undeclaredPlaces(member, `${pointer}/${key}`, key));
  const isSaid = form.sensitivity !== undefined && (declaredOnPath(schema) || !COORDINATE.test(name));
  return isSaid ? [] : [pointer || '/'];
}

function declaredOnPath(schema: z.ZodType): boolean {
  return sensitivityOf(schema) !== undefined;
}
