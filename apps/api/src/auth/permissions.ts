/**
 * Who may do what: the one table. Everything else (the request check, the route × role test, the API docs) reads it.
 *
 * - A permission opens a route. Whether *this* person may do *this* thing to *this* record is decided behind it.
 * - Least privilege: a role holds what its people need for their work and nothing because it might come in handy.
 * - `admin` runs the machine, not the people: it repairs parked work, but it does not see where somebody rode. An
 *   administrator who has to look at a ride asks a dispatcher or support, who leave a trail of having looked.
 * - `system` is how the server signs its own mutations. It is no role of a token: see `rolesFrom`.
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
  'gateway',
] as const;

export type Role = (typeof ROLES)[number];

/** What routes ask for. `sync:use` is push, pull and poke: what comes through there is decided mutation by mutation. */
export const PERMISSIONS = [
  'sync:use',
  'devices:use',
  'rides:read-own',
  'rides:book',
  'rides:cancel',
  'ops:rides:read',
  'routes:read',
  'fares:quote',
  'fares:read-own',
  'ops:tariffs:read',
  'ops:tariffs:write',
  'ops:fares:read',
  'ops:fares:refund',
  'ops:closures:read',
  'ops:closures:write',
  'ops:parked:read',
  'ops:parked:write',
  'ops:mutations:read',
  'ops:devices:revoke',
  'sms:deliver',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** The table: role → permissions. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  rider: [
    'sync:use',
    'devices:use',
    'routes:read',
    'rides:read-own',
    'rides:book',
    'rides:cancel',
    'fares:quote',
    'fares:read-own',
  ],
  driver: ['sync:use', 'devices:use', 'routes:read', 'rides:read-own', 'fares:quote', 'fares:read-own'],
  // books and cancels for callers, so that a person without a smartphone gets a ride too
  dispatcher: [
    'sync:use',
    'routes:read',
    'rides:book',
    'rides:cancel',
    'ops:rides:read',
    'ops:parked:read',
    'ops:closures:read',
    'ops:closures:write',
    'fares:quote',
  ],
  // explains to a person what became of their action, and repairs what was parked
  support: [
    'sync:use',
    'ops:devices:revoke',
    'routes:read',
    'ops:rides:read',
    'ops:parked:read',
    'ops:parked:write',
    'ops:mutations:read',
    'ops:closures:read',
    'fares:quote',
    'ops:fares:read',
    'ops:fares:refund',
  ],
  safety: [
    'sync:use',
    'ops:devices:revoke',
    'routes:read',
    'ops:rides:read',
    'ops:closures:read',
    'ops:closures:write',
  ],
  pricing: ['sync:use', 'routes:read', 'fares:quote', 'ops:tariffs:read', 'ops:tariffs:write'],
  // answers data requests: every trace of one person's actions, but no live map of rides
  compliance: ['sync:use', 'routes:read', 'ops:mutations:read'],
  // looks at everything that was decided or held back, changes nothing
  auditor: [
    'sync:use',
    'routes:read',
    'ops:rides:read',
    'ops:parked:read',
    'ops:mutations:read',
    'ops:closures:read',
    'ops:tariffs:read',
    'ops:fares:read',
  ],
  admin: ['sync:use', 'ops:devices:revoke', 'routes:read', 'ops:parked:read', 'ops:parked:write'],
  // a machine of a telephone company: brings what phones sent by SMS, and sees nothing
  gateway: ['sms:deliver'],
};

const KNOWN_ROLES: ReadonlySet<string> = new Set(ROLES);

const isRole = (value: unknown): value is Role => typeof value === 'string' && KNOWN_ROLES.has(value);

/**
 * The roles in a token's claim, in the order of `ROLES`, each once. Anything else in the claim is left out: a role of
 * another application, a misspelling, and above all `system`, which only the server itself may act as.
 */
export function rolesFrom(claim: unknown): readonly Role[] {
  const claimed = new Set(Array.isArray(claim) ? claim.filter(isRole) : []);
  return ROLES.filter((role) => claimed.has(role));
}

/** Whether any of the roles grants the permission. */
export function mayUse(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => ROLE_PERMISSIONS[role].includes(permission));
}
