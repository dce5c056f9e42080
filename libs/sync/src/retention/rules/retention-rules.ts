/** Which classes of data are dropped at what age, and why: `retention.json`, read and checked. */
import { z } from 'zod';

const ruleSchema = z.strictObject({
  class: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  /** Days after which it is dropped. */
  days: z.int().min(1).max(36_500),
  why: z.string().min(20),
  /** Rows of the acceptance list that need it, for as long as it says. */
  rows: z.array(z.string().regex(/^[A-Z]\d{1,2}$/)),
});
const rulesSchema = z.strictObject({ classes: z.array(ruleSchema) });

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
  const parsed = rulesSchema.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`retention.json: /${issue?.path.join('/')} ${issue?.message}`);
  }
  const rules = parsed.data.classes;
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
