/**
 * Credentials: the devices of one person that may act without contact, each until its newest credential ends.
 *
 * Invariants: one row a person, with no more devices than are allowed at once; a device that was taken out of service keeps its
 * place until its credential would have ended, so that nobody gets another by giving one up; nobody sees the row.
 */
import { defineEntity } from '../../define/entity.ts';
import { SYNC_LIMITS } from '../../limits.ts';

/** One device, and when its newest credential ends. */
export interface CredentialInForce {
  readonly groupId: string;
  readonly endsAtMs: number;
}

export interface CredentialsState {
  readonly subject: string;
  readonly inForce: readonly CredentialInForce[];
}

export const credentialsKind = defineEntity<CredentialsState>({
  kind: 'credentials',
  id: ({ subject }) => subject,
  views: () => ({}),
  sensitivity: { subject: 'personal', inForce: 'personal' },
});

/** The person's credentials with this one more, or null where they have too many. */
export function withCredential(
  state: CredentialsState | undefined,
  { subject, nowMs, ...issued }: CredentialInForce & { readonly subject: string; readonly nowMs: number },
): CredentialsState | null {
  const others = (state?.inForce ?? []).filter(
    ({ groupId, endsAtMs }) => endsAtMs > nowMs && groupId !== issued.groupId,
  );
  return others.length < SYNC_LIMITS.credentialsPerPersonMax ? { subject, inForce: [...others, issued] } : null;
}
