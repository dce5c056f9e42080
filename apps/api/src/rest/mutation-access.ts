import { ANY_ROLE, PERSON_ROLES, SYSTEM_ROLE, type MutationDefinition, type Permission, type Role } from '#sync/client';

/** Which people may ask for a mutation; none: it is for the system alone. */
export function askersOf({ roles }: Pick<MutationDefinition, 'roles'>): readonly Role[] {
  if (roles.includes(ANY_ROLE)) return PERSON_ROLES;
  return roles.filter((role): role is Role => role !== SYSTEM_ROLE && role !== ANY_ROLE);
}

/** What the route of a mutation asks for. */
export function mutationPermission(name: string): Permission {
  return `mutations:${name}`;
}
