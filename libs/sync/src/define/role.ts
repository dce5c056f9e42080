/**
 * Roles: who people are to Bimride. One list, which mutations, scopes and permissions share, so that a misspelt role is an
 * error of the compiler.
 */

/** Roles that a token may carry. */
export const ROLES = [
  'rider',
  'driver',
  'dispatcher',
  'support',
  'safety',
  'pricing',
  'compliance',
  'auditor',
  'admin',
  // A machine of a telephone company: brings what phones sent by SMS, and sees nothing.
  'gateway',
] as const;
export type Role = (typeof ROLES)[number];

/** How the server signs its own mutations. No token carries it. */
export const SYSTEM_ROLE = 'system';

/** In a mutation's `roles`: everybody who is signed in. */
export const ANY_ROLE = '*';

/** Who may ask for a mutation. */
export type AskingRole = Role | typeof SYSTEM_ROLE | typeof ANY_ROLE;
