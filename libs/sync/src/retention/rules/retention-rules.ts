/** Which classes of data are dropped at what age, and why: `retention.json`, read and checked. */
import { z } from 'zod';

const why = z.string().min(20);
/** Tables with their schemas. */
const tables = z.array(z.string().regex(/^[a-z_]+\.[a-z_]+$/)).min(1);
const ruleSchema = z.strictObject({
  class: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  /** Tables of which something is dropped. */
  tables,
  /** Days after which it is dropped. */
  days: z.int().min(1).max(36_500),
  why,
  /** Rows of the acceptance list that need it, for as long as it says. */
  rows: z.array(z.string().regex(/^[A-Z]\d{1,2}$/)),
});
const rulesSchema = z.strictObject({
  classes: z.array(ruleSchema),
  /** Tables of which nothing is dropped by its age, and why. */
  kept: z.array(z.strictObject({ tables, why })),
});

/** From what age a class of data is dropped. */
export type RetentionRule = z.infer<typeof ruleSchema>;

/** A class of data, as far as rules are about it. */
export interface RetainedClass {
  readonly name: string;
  /** Days below which something that is promised would no longer hold. */
  readonly daysMin: number;
}

/**
 * The rule of each class, by its name. @throws Error naming every class without a rule, every rule without a class, and every age
 * at which a promise would be broken
 */
export function retentionRules(file: unknown, classes: readonly RetainedClass[]): ReadonlyMap<string, RetentionRule> {
  const { classes: rules } = parsed(file);
  const named = (name: string) => rules.filter((rule) => rule.class === name);
  const problems = [
    ...rules
      .filter((rule) => !classes.some(({ name }) => name === rule.class))
      .map((one) => `${one.class} is no class`),
    ...classes.filter(({ name }) => named(name).length === 0).map(({ name }) => `${name} has no rule`),
    ...classes.filter(({ name }) => named(name).length > 1).map(({ name }) => `${name} has two rules`),
    ...classes.flatMap(({ name, daysMin }) =>
      named(name)
        .filter(({ days }) => days < daysMin)
        .map(({ days }) => `${name} is promised for ${daysMin} days, not ${days}`),
    ),
  ];
  if (problems.length > 0) throw new Error(`retention.json: ${problems.join('; ')}`);
  return new Map(rules.map((rule) => [rule.class, rule]));
}

/**
 * What is wrong with the words of `retention.json` about the tables that there are: each is named once, in a class or as kept.
 * @throws Error when the file is not as it should be
 */
export function wordsMissing(file: unknown, existing: readonly string[]): readonly string[] {
  const { classes, kept } = parsed(file);
  const named = [...classes, ...kept].flatMap((word) => word.tables);
  return [
    ...existing
      .filter((table) => !named.includes(table))
      .map((table) => `${table} is in no class, and nothing says why it is kept`),
    ...named.filter((table, at) => named.indexOf(table) !== at).map((table) => `${table} is named twice`),
    ...named.filter((table) => !existing.includes(table)).map((table) => `${table} is no table`),
  ];
}

function parsed(file: unknown): z.infer<typeof rulesSchema> {
  const { success, data, error } = rulesSchema.safeParse(file);
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(`retention.json: /${issue?.path.join('/')} ${issue?.message}`);
}
