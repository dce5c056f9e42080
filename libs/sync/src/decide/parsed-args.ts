/**
 * A mutation's arguments in the form its definition asks for.
 */
import type { z } from 'zod';
import type { Intent } from './step.ts';
import type { MutationDefinition } from '../define/mutation.ts';

type Parsed = z.ZodSafeParseResult<unknown>;

// Planning, following and folding all need it, and parsing is what costs most in each.
// exempt: pure-module-state -- what is remembered is what would be computed again
const parsed = new WeakMap<Intent, Parsed>();

/** Parses an intent's arguments; the same intent is parsed once. */
export function parseArgs(definition: MutationDefinition, intent: Intent): Parsed {
  const known = parsed.get(intent);
  if (known) return known;
  const fresh = definition.args.safeParse(intent.args);
  parsed.set(intent, fresh);
  return fresh;
}
