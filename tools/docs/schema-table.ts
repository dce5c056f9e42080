import { z } from 'zod';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Markdown rows of what a schema holds: each member with its form and its meaning. No rows: it holds nothing. */
export function schemaTable(zod: z.ZodType, io: 'input' | 'output', what: string): string[] {
  const { $defs = {}, ...converted } = z.toJSONSchema(zod, { io, unrepresentable: 'any' });
  const schema = inPlace(converted, $defs) as JsonSchema;
  const members = Object.entries(schema.properties ?? {});
  const rows = members.map(([name, member]) => {
    const optional = schema.required?.includes(name) ? '' : ' (optional)';
    return `| \`${name}\`${optional} | ${typeOf(member)} | ${member.description ?? ''} |`;
  });
  return rows.length === 0 ? [] : [`| ${what} | form | meaning |`, '|---|---|---|', ...rows, ''];
}

type Defs = Readonly<Record<string, unknown>>;

/** Named schemas where they are referred to. One that holds itself is any JSON, and stays a reference. */
function inPlace(part: unknown, defs: Defs): unknown {
  if (Array.isArray(part)) return part.map((one) => inPlace(one, defs));
  if (typeof part !== 'object' || part === null) return part;
  const { $ref, ...own } = part as { readonly $ref?: string };
  const name = $ref?.replace('#/$defs/', '');
  if (name !== undefined && !name.startsWith('__')) return inPlace({ ...(defs[name] as object), ...own }, defs);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, inPlace(value, defs)]));
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}${bounds(schema.minItems, schema.maxItems)}`;
  if (schema.properties) return `{ ${Object.entries(schema.properties).map(([key, value]) => `${key}: ${typeOf(value)}`).join(', ')} }`; // prettier-ignore
  const length = bounds(schema.minLength, schema.maxLength, ' characters');
  return `${schema.format ?? String(schema.type ?? 'any')}${bounds(schema.minimum, schema.maximum)}${length}`;
}

function bounds(least: number | undefined, most: number | undefined, unit = ''): string {
  const isSafeEnd = (value: number | undefined) => value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER;
  if (isSafeEnd(least) && isSafeEnd(most)) return '';
  if (isSafeEnd(most)) return `, at least ${least}${unit}`;
  return isSafeEnd(least) ? `, at most ${most}${unit}` : `, ${least} to ${most}${unit}`;
}
