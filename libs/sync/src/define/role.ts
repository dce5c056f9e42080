/**
 * Roles: who people are to Bimride. One list, which mutations, scopes and permissions share, so that a misspelt role is an
 * error of the compiler.
 */

/**
 * Roles of people. To be in this list opens what every person has: a phone's push, pull and poke, the map, and what is asked
 * for with `ANY_ROLE`. Everything else opens to the roles that it names.
 */
export const PERSON_ROLES = [
  'rider',
  'driver',
  'dispatcher',
  'support',
  'safety',
  'pricing',
  'compliance',
  'auditor',
  'admin',
] as const;

/** Roles of machines. To be in this list opens nothing. */
const MACHINE_ROLES = [
  // A machine of a telephone company: brings what phones sent by SMS, and sees nothing.
  'gateway',
] as const;

/** Roles that a token may carry. No list of roles is made from this one: it would open to whatever role comes next. */
export const ROLES = [...PERSON_ROLES, ...MACHINE_ROLES] as const;
export type Role = (typeof ROLES)[number];

/** How the server signs its own mutations. No token carries it. */
export const SYSTEM_ROLE = 'system';

/** In a mutation's `roles`: every person who is signed in, whatever their roles. */
export const ANY_ROLE = '*';

/** Who may ask for a mutation. */
export type AskingRole = Role | typeof SYSTEM_ROLE | typeof ANY_ROLE;
