/**
 * Who may do what. Each module says in its definition what its routes ask for and which roles have it; this table is all of
 * them together, and everything else (the request check, the route × role test, the API document) reads it.
 *
 * - A permission opens a route. Whether *this* person may do *this* thing to *this* record is decided behind it.
 * - Least privilege: a role holds what its people need for their work and nothing because it might come in handy.
 * - `admin` runs the machine, not the people: it repairs parked work, but it does not see where somebody rode. An
 *   administrator who has to look at a ride asks a dispatcher or support, whose looks are written down (`shows.ts`).
 * - `system` is how the server signs its own mutations. It is no role of a token: see `rolesFrom`.
 */
import { askersOf, mutationPermission } from '../rest/mutation-access.ts';
import { ROLES, type ModuleDefinition, type Permission, type Role } from '#sync';

/** Role × permission, from what the modules say. */
export class PermissionTable {
  readonly #roles = new Map<Permission, readonly Role[]>();

  /** @throws Error when two modules give away the same permission */
  constructor(modules: readonly ModuleDefinition[]) {
    for (const { name, permissions, mutations } of modules) {
      for (const mutation of mutations) {
        const askers = askersOf(mutation);
        if (askers.length > 0) this.#roles.set(mutationPermission(mutation.name), askers);
      }
      for (const [permission, roles] of Object.entries(permissions) as [Permission, readonly Role[]][]) {
        if (this.#roles.has(permission)) throw new Error(`module ${name}: the permission ${permission} is another's`);
        this.#roles.set(permission, roles);
      }
    }
  }

  /** Every permission there is. */
  get permissions(): readonly Permission[] {
    return [...this.#roles.keys()];
  }

  /** Whether any module gives it to anybody. */
  has(permission: Permission): boolean {
    return this.#roles.has(permission);
  }

  /** Which roles have it. */
  rolesWith(permission: Permission): readonly Role[] {
    return this.#roles.get(permission) ?? [];
  }

  /** Whether any of the roles grants the permission. */
  mayUse(roles: readonly Role[], permission: Permission): boolean {
    const granted = this.#roles.get(permission) ?? [];
    return roles.some((role) => granted.includes(role));
  }
}

const KNOWN_ROLES: ReadonlySet<string> = new Set(ROLES);

const isRole = (value: unknown): value is Role => typeof value === 'string' && KNOWN_ROLES.has(value);

/** What may stand between the roles where a claim is one text, as in `scope` (RFC 6749) or a list with commas. */
const BETWEEN_ROLES = /[\s,]+/;

/**
 * The roles in a token's claim, a list or one text, in the order of `ROLES`, each once. Anything else in the claim is left out: a
 * role of another application, a misspelling, and above all `system`, which only the server itself may act as.
 */
export function rolesFrom(claim: unknown): readonly Role[] {
  const named: unknown = typeof claim === 'string' ? claim.split(BETWEEN_ROLES) : claim;
  const claimed = new Set(Array.isArray(named) ? named.filter(isRole) : []);
  return ROLES.filter((role) => claimed.has(role));
}

/**
 * The claim of this name, or else, where the name has dots, what lies on that way through nested claims: `realm_access.roles` and
 * `resource_access.bimride.roles` of Keycloak. Undefined when there is none.
 */
export function claimIn(payload: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, step)
          ? (at as Record<string, unknown>)[step]
          : undefined,
      payload,
    );
}
