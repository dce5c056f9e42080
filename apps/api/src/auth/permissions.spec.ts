import { describe, expect, it } from '@jest/globals';
import { PERSON_ROLES, ROLES, type Permission, type Role } from '#sync';
import { MODULES } from '../modules.ts';
import { claimIn, PermissionTable, rolesFrom } from './permissions.ts';

describe('roles of a claim', () => {
  it('are the known ones, in one order, each once', () => {
    expect(rolesFrom(['driver', 'rider', 'driver'])).toEqual(['rider', 'driver']);
  });

  it.each([['system'], ['SYSTEM'], ['Rider'], ['rider '], ['__proto__'], [7], [null], [['rider']]])(
    'leave out %j',
    (claimed) => {
      expect(rolesFrom([claimed])).toEqual([]);
    },
  );

  it.each([[undefined], [null], ['riders'], ['rider;driver'], [[{ name: 'rider' }]], [{ 0: 'rider', length: 1 }]])(
    'are none in %j',
    (claim) => {
      expect(rolesFrom(claim)).toEqual([]);
    },
  );

  it.each([['driver rider'], ['rider, driver system'], [' rider,driver']])('may be one text: %j', (claim) => {
    expect(rolesFrom(claim)).toEqual(['rider', 'driver']);
  });
});

describe('the claim with the roles', () => {
  const keycloak = { realm_access: { roles: ['rider'] }, 'https://x.example/roles': ['driver'], roles: null };

  it.each([
    ['roles', null],
    ['realm_access.roles', ['rider']],
    ['https://x.example/roles', ['driver']],
    ['realm_access', { roles: ['rider'] }],
    ['realm_access.roles.0.x', undefined],
    ['realm_access.groups', undefined],
    ['constructor', undefined],
    ['realm_access.constructor', undefined],
  ])('%s', (name, expected) => {
    expect(claimIn(keycloak, name)).toEqual(expected);
  });
});

describe('the table', () => {
  const table = new PermissionTable(MODULES.map(({ server }) => server.definition));
  const mayUse = (roles: readonly Role[], permission: Permission) => table.mayUse(roles, permission);
  const permissionsOf = (role: Role) => table.permissions.filter((permission) => mayUse([role], permission));

  it('lets everybody with a role synchronize but the gateway, which is a machine, and nobody without', () => {
    for (const role of PERSON_ROLES) expect(mayUse([role], 'sync:use')).toBe(true);
    for (const permission of table.permissions) expect(mayUse([], permission)).toBe(false);
  });

  it('grants each permission to somebody, but besides sync:use and the map none to everybody', () => {
    for (const permission of table.permissions.filter((each) => each !== 'sync:use' && each !== 'routes:read')) {
      const holders = ROLES.filter((role) => permissionsOf(role).includes(permission));
      expect([permission, holders.length > 0, holders.length < ROLES.length]).toEqual([permission, true, true]);
    }
  });

  it('opens to a machine only what names it', () => {
    const machines = ROLES.filter((role) => !PERSON_ROLES.some((person) => person === role));
    const lists = MODULES.flatMap(({ server }) => Object.values(server.definition.permissions));
    const shared = lists.filter((roles) => roles.length > 1 && machines.some((machine) => roles.includes(machine)));
    expect(machines).toEqual(['gateway']);
    expect(shared).toEqual([]);
  });

  it('lets only those who repair change parked work', () => {
    expect(ROLES.filter((role) => mayUse([role], 'ops:parked:write'))).toEqual(['support', 'admin']);
  });

  it('lets the gateway bring SMS, and nothing else; nobody else brings any', () => {
    expect(permissionsOf('gateway')).toEqual(['sms:deliver']);
    expect(ROLES.filter((role) => mayUse([role], 'sms:deliver'))).toEqual(['gateway']);
  });

  it('keeps where people rode from those who run the machine', () => {
    expect(mayUse(['admin'], 'ops:rides:read')).toBe(false);
    expect(mayUse(['admin'], 'rides:read-own')).toBe(false);
  });

  it('adds up several roles', () => {
    expect(mayUse(['pricing', 'admin'], 'ops:parked:read')).toBe(true);
  });
});
