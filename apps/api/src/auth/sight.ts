import type { Sight } from '#sync/client';
import type { PermissionTable } from './permissions.ts';
import type { Principal } from './principal.ts';

/** What this caller may be shown of other people beside what tells nothing of anybody, by the table of permissions. */
export function sightOf({ roles }: Principal, permissions: PermissionTable): Sight {
  const kinds = ['place', 'personal'] as const;
  const permissionOf = { place: 'ops:places:see', personal: 'ops:personal:see' } as const;
  return new Set(kinds.filter((kind) => permissions.mayUse(roles, permissionOf[kind])));
}
