/** What a schema finds wrong, in the words of this house. Pure. */
import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  object: 'must be an object',
  record: 'must be an object',
  array: 'must be a list',
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  null: 'must be null',
};

const FORMATS: Readonly<Record<string, string>> = { uuid: 'must be a UUID', json_string: 'must be JSON' };

/** What has a size, and what it is counted in. */
const UNITS: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  set: 'entries',
  map: 'entries',
};

/**
 * Says what is wrong at one place, to be read behind its pointer. It repeats nothing of what was sent. What a schema says in its own
 * words comes first: give this to `safeParse` as `error`.
 */
export function issueWords(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : (KINDS[issue.expected] ?? INVALID);
  if (issue.code === 'too_small')
    return sizeWords(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
  if (issue.code === 'too_big')
    return sizeWords(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
  if (issue.code === 'invalid_value') return valueWords(issue);
  if (issue.code === 'invalid_format') return FORMATS[issue.format] ?? 'does not have the form that it must have';
  if (issue.code === 'not_multiple_of') return `must be a multiple of ${issue.divisor}`;
  if (issue.code === 'unrecognized_keys') return UNKNOWN_KEY;
  return issue.code === 'invalid_union' ? 'has none of the forms that it may have' : INVALID;
}

/** Said at each member that a schema does not know. */
export const UNKNOWN_KEY = 'is not known here';
const INVALID = 'is not what it must be';

function sizeWords(origin: string, relation: string, bound: number | bigint): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${relation} ${bound}`;
  return relation === 'at least' && bound === 1 ? 'must not be empty' : `must have ${relation} ${bound} ${unit}`;
}

function valueWords({ input, values }: Extract<Issue, { code: 'invalid_value' }>): string {
  if (input === undefined) return 'is missing';
  return values.length === 1 ? `must be ${String(values[0])}` : `must be one of ${values.map(String).join(', ')}`;
}
