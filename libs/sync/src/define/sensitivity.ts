/**
 * How sensitive a value is: said once, where its schema is made, and read wherever somebody else than its person is to see it.
 *
 * Invariants: what says nothing is shown to nobody; only what can be nothing but harmless (a whole number, a UUID, one of a fixed
 * set of words) need not say anything.
 */

/**
 * `plain`: tells nothing of anybody. `personal`: who somebody is, or what they wrote. `place`: where somebody is or goes.
 * `secret`: proves something to whoever holds it (a PIN, its salt and hash, a token, a key); no view of staff ever has it.
 */
export const SENSITIVITIES = ['plain', 'personal', 'place', 'secret'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** What staff may be shown beside what is plain: `place` or `personal`. Nobody has `secret`. */
export type Sight = ReadonlySet<Exclude<Sensitivity, 'plain' | 'secret'>>;

/** How sensitive each field of a row is: every one of them says so. */
export type FieldSensitivity<S> = Readonly<Record<keyof S & string, Sensitivity>>;

// By identity, because schemas of phones and of servers are different classes, and phones have no use for this.
// exempt: pure-module-state -- filled while definitions are made, before anything is decided
const declared = new WeakMap<object, Sensitivity>();

function declare<Z extends object>(schema: Z, sensitivity: Sensitivity): Z {
  declared.set(schema, sensitivity);
  return schema;
}

/** Declares that a value tells nothing of anybody. Call it last: a rule that is added later makes another schema. */
export const asPlain = <Z extends object>(schema: Z): Z => declare(schema, 'plain');

/** Declares that a value says who somebody is, or is what they wrote. */
export const asPersonal = <Z extends object>(schema: Z): Z => declare(schema, 'personal');

/** Declares that a value says where somebody is, was or goes. */
export const asPlace = <Z extends object>(schema: Z): Z => declare(schema, 'place');

/** Declares that whoever holds the value can prove something with it. */
export const asSecret = <Z extends object>(schema: Z): Z => declare(schema, 'secret');

/** What this very schema was declared to be; undefined: nothing. */
export function declaredSensitivity(schema: object): Sensitivity | undefined {
  return declared.get(schema);
}
