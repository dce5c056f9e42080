/** From zod schemas to those of OpenAPI 3.1, which are JSON Schema (2020-12). */
import { z } from 'zod';
import { canonicalJson } from '#sync';

/** A schema as the document has it. */
export type DocumentSchema = Readonly<Record<string, unknown>>;

/** A schema, and the named ones that it refers to. */
export interface ConvertedSchema {
  readonly schema: DocumentSchema;
  readonly components: Readonly<Record<string, DocumentSchema>>;
}

/** Gives a schema the name that it has in the document, wherever it is used. It stays the same schema. */
export function named<S extends z.ZodType>(name: string, schema: S): S {
  z.globalRegistry.add(schema, { ...schema.meta(), id: name });
  return schema;
}

/** Shows a schema as another: for text in a query that stands for a number, a list or a flag. */
export const shownAs = <S extends z.ZodType>(schema: S, shown: DocumentSchema): S => schema.meta({ [SHOWN_AS]: shown });

const SHOWN_AS = 'x-shown-as';
const COMPONENTS = '#/components/schemas/';
// A recursion without a name: zod calls it so. The only one is any JSON.
const UNNAMED = /^__schema\d+$/;

/** Converts a schema: as a request may have it (`input`), or as an answer has it, after defaults. */
export function convertSchema(schema: z.ZodType, io: 'input' | 'output'): ConvertedSchema {
  const converted = z.toJSONSchema(schema, { target: 'draft-2020-12', io, override: tidy });
  const { $schema: _, $defs = {}, ...root } = converted as DocumentSchema & { $defs?: Record<string, DocumentSchema> };
  const names = Object.keys($defs).filter((name) => !UNNAMED.test(name));
  const components = names.map((name) => [name, pointed($defs[name]) as DocumentSchema] as const);
  return { schema: pointed(root) as DocumentSchema, components: Object.fromEntries(components) };
}

/** Named schemas, gathered while a document is made. @throws Error when two of one name differ */
export class NamedSchemas {
  readonly #known = new Map<string, string>();

  /** What the Swagger module asks for each schema of a route. */
  readonly convert = (
    schema: unknown,
    { schemaType }: { readonly schemaType: 'input' | 'output' },
  ): ConvertedSchema => {
    const converted = convertSchema(schema as z.ZodType, schemaType);
    for (const [name, component] of Object.entries(converted.components)) this.#assertOne(name, component);
    return converted;
  };

  #assertOne(name: string, component: DocumentSchema): void {
    const text = canonicalJson(component);
    const known = this.#known.get(name);
    if (known !== undefined && known !== text) throw new Error(`two schemas are called ${name}: ${known} and ${text}`);
    this.#known.set(name, text);
  }
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Leaves out what says nothing, or something else than is meant, in an API document. */
const tidy: Override = ({ zodSchema, jsonSchema }) => {
  const json = jsonSchema as Record<string, unknown>;
  const shown = json[SHOWN_AS];
  if (shown !== undefined) {
    const { description, default: byDefault } = json;
    for (const key of Object.keys(json)) delete json[key];
    Object.assign(json, shown, { description, ...(byDefault === undefined ? {} : { default: byDefault }) });
  }
  // In code it says that we do not change it. In OpenAPI it says that requests do not have it.
  delete json['readOnly'];
  // Keys of JSON are always text.
  if (canonicalJson(json['propertyNames'] ?? null) === '{"type":"string"}') delete json['propertyNames'];
  // Answers may get further members with time, unless their schema is strict.
  const { def } = zodSchema._zod;
  if (def.type === 'object' && (def as z.core.$ZodObjectDef).catchall === undefined)
    delete json['additionalProperties'];
};

function isAnyJson(part: unknown): boolean {
  const { $ref } = part as { readonly $ref?: unknown };
  return typeof $ref === 'string' && UNNAMED.test($ref.replace('#/$defs/', ''));
}

/** Points references to where the document has the schemas; what may be any JSON is `{}`. */
function pointed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(pointed);
  if (typeof part !== 'object' || part === null) return part;
  // What may be any JSON may be null, too.
  if ('anyOf' in part && Array.isArray(part.anyOf) && part.anyOf.some(isAnyJson)) {
    const { anyOf: _, ...rest } = part;
    return pointed(rest);
  }
  const entries = Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    if (key !== '$ref') return [[key, pointed(value)]];
    const name = String(value).replace('#/$defs/', '');
    return UNNAMED.test(name) ? [] : [[key, `${COMPONENTS}${name}`]];
  });
  return Object.fromEntries(entries);
}
