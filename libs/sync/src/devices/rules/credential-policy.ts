/**
 * How long a device may act without contact, and for how much. Ours to set, of 24 November 2026: no law or standard names
 * these figures. A driver's is shorter, because a driver's licence, permit and car can end overnight.
 */
export const CREDENTIAL_POLICY = {
  version: '2026-11-24',
  riderHours: 72,
  driverHours: 24,
  /** Cash that a driver may take without contact under one credential, in cents of a Barbados dollar. */
  driverCashCents: 50_000,
} as const;

const MS_PER_HOUR = 3_600_000;

/** Roles that may act offline by credential. Staff act in contact. */
export const CREDENTIAL_ROLES = ['rider', 'driver'] as const;

export interface CredentialTerms {
  readonly roles: readonly string[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Zero for those who take no cash. */
  readonly cashLimitCents: number;
  readonly policyVersion: string;
}

/** What somebody with these roles is given. Who drives is bound by a driver's terms, also when they ride. */
export function credentialTerms(roles: readonly string[], nowMs: number): CredentialTerms {
  const held = CREDENTIAL_ROLES.filter((role) => roles.includes(role));
  const drives = held.includes('driver');
  const hours = drives ? CREDENTIAL_POLICY.driverHours : CREDENTIAL_POLICY.riderHours;
  return {
    roles: held,
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + hours * MS_PER_HOUR,
    cashLimitCents: drives ? CREDENTIAL_POLICY.driverCashCents : 0,
    policyVersion: CREDENTIAL_POLICY.version,
  };
}
