/**
 * What staff are shown of arguments, events, outcomes and rows: nothing but what was declared, and of that what their roles see.
 */
import type { z } from 'zod';
import type { ErasedEntityKind } from '../define/entity.ts';
import type { Sensitivity, Sight } from '../define/sensitivity.ts';
import type { Json } from '../wire/canonical-json.ts';
import { formOf } from './walk-schema.ts';

declare const shown: unique symbol;

/** JSON that may be shown: only this file makes it. */
export interface Shown {
  readonly [shown]: true;
}

/** What stands in the place of a value that is not shown. */
const hidden = (sensitivity: Sensitivity | undefined): Json => ({ hidden: sensitivity ?? 'undeclared' });

/** Who looks, and what the names mean: mutations and events by name, rows by kind. */
export interface Showing {
  readonly sight: Sight;
  readonly definitions: ReadonlyMap<string, { readonly args: z.ZodType }>;
  readonly kinds: ReadonlyMap<string, ErasedEntityKind>;
}

/** A value of this schema, as it is shown. Without a schema nobody knows what it is. */
export function redacted(schema: z.ZodType | undefined, value: Json, sight: Sight): Shown {
  return (schema === undefined
    ? hiddenUnlessNull(value, undefined)
    : shownOf(schema, value, sight)) as unknown as Shown;
}

function shownOf(schema: z.ZodType, value: Json, sight: Sight): Json {
  if (value === null || value === undefined) return null;
  const form = formOf(schema);
  if (form.is === 'wrapper') return shownOf(form.inner, value, sight);
  if (form.is === 'union') {
    const option = form.options.find((one) => one.safeParse(value).success);
    return option ? shownOf(option, value, sight) : hidden(undefined);
  }
  if (form.is === 'leaf') return leafOf({ schema, value, sight, sensitivity: form.sensitivity });
  if (typeof value !== 'object') return hidden(undefined);
  const memberOf = (name: string) => (form.is === 'list' ? form.element : form.shape[name]);
  const show = (name: string, member: Json): Json => {
    const inner = Object.hasOwn(form.is === 'list' ? { [name]: 1 } : form.shape, name) ? memberOf(name) : undefined;
    return inner ? shownOf(inner, member, sight) : hiddenUnlessNull(member, undefined);
  };
  if (Array.isArray(value)) return value.map((member, index) => show(String(index), member as Json));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, show(name, member)]));
}

interface Leaf {
  readonly schema: z.ZodType;
  readonly value: Json;
  readonly sight: Sight;
  readonly sensitivity: Sensitivity | undefined;
}

// What is not as its schema says may be anything.
function leafOf({ schema, value, sight, sensitivity }: Leaf): Json {
  return isSeen(sensitivity, sight) && schema.safeParse(value).success ? value : hidden(sensitivity);
}

function isSeen(sensitivity: Sensitivity | undefined, sight: Sight): boolean {
  if (sensitivity === undefined || sensitivity === 'secret') return false;
  return sensitivity === 'plain' || sight.has(sensitivity);
}

function hiddenUnlessNull(value: Json, sensitivity: Sensitivity | undefined): Json {
  return value === null || value === undefined ? null : hidden(sensitivity);
}

/** A row, or what a view shows of one, as staff see it: by the declaration of its kind. */
export function redactedRow(kind: ErasedEntityKind | undefined, row: Json, sight: Sight): Json {
  const fields = kind?.sensitivity;
  if (!fields || row === null || typeof row !== 'object' || Array.isArray(row)) return hiddenUnlessNull(row, undefined);
  const entries = Object.entries(row).map(([name, value]) => {
    const sensitivity = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [name, isSeen(sensitivity, sight) ? value : hiddenUnlessNull(value, sensitivity)];
  });
  return Object.fromEntries(entries) as Json;
}

/** Parts of an outcome that say the same for everybody. */
const PLAIN_PARTS = ['outcome', 'commit', 'error', 'code', 'message'];

/** An outcome of any mutation, for whoever only has to know how it ended. */
export function plainOutcome(outcome: Json): Shown {
  return redactedOutcome('', outcome, { sight: new Set(), definitions: new Map(), kinds: new Map() });
}

/** An outcome as staff see it: what a rule told beside its code is for the sender. */
export function redactedOutcome(name: string, outcome: Json, { sight, definitions, kinds }: Showing): Shown {
  const { details, conflict, corrected, ...rest } = outcome as OutcomeParts;
  const plainParts = Object.entries(rest).filter(([part]) => PLAIN_PARTS.includes(part));
  const theirs = Object.entries(conflict?.theirs ?? {}).map(([key, row]) => {
    return [key, redactedRow(kinds.get(key.slice(0, key.indexOf('/'))), row, sight)];
  });
  const told = {
    ...Object.fromEntries(plainParts),
    ...(details === undefined ? {} : { details: hidden(undefined) }),
    ...(corrected && {
      corrected: { ...corrected, args: redacted(definitions.get(name)?.args, corrected.args, sight) },
    }),
    ...(conflict && {
      conflict: {
        yours: redacted(definitions.get(name)?.args, conflict.yours, sight),
        theirs: Object.fromEntries(theirs) as Json,
      },
    }),
  };
  return told as unknown as Shown;
}

interface OutcomeParts {
  readonly details?: Json;
  readonly conflict?: Conflict;
  readonly corrected?: { readonly args: Json };
}

interface Conflict {
  readonly yours: Json;
  readonly theirs: Readonly<Record<string, Json>>;
}
