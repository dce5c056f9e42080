/**
 * Cash taken without contact: counted for each credential, by what its acts say that they take.
 *
 * Invariants: what passes the limit is kept and held for staff, never lost: the cash was taken; it counts all the same, so that
 * what is held lets nothing smaller through. A clock that was put back wins no more than what the credential before left over.
 */
import { deviceOf, type DeviceState } from './device.ts';

/** Cash that one act takes. */
export interface CashWork {
  readonly subject: string;
  /** In cents of a Barbados dollar. */
  readonly cashCents: number;
  /** By our clock; null: it does not tell. */
  readonly madeAtMs: number | null;
  readonly receivedAtMs: number;
}

/** Cash that was taken under the newest credential, and under the one before it, in cents. */
type CashCount = Pick<DeviceState, 'cashCents' | 'earlierCashCents'>;

/** A device's cash with this act's; null: it has no credential, and nothing is counted. */
export function withCash(found: DeviceState | undefined, work: CashWork): CashCount | null {
  const device = deviceOf(work.subject, found);
  if (!device || device.issuedAtMs === null || device.cashLimitCents === null) return null;
  const { cashCents, earlierCashCents } = device;
  return isUnder(device.issuedAtMs, work)
    ? { cashCents: cashCents + work.cashCents, earlierCashCents }
    : { cashCents, earlierCashCents: earlierCashCents + work.cashCents };
}

/** Whether this act takes more cash than may be taken without contact. */
export function isBeyondCash(found: DeviceState | undefined, work: CashWork): boolean {
  const counted = withCash(found, work);
  if (!found || counted === null || work.cashCents <= 0) return false;
  const cents = isUnder(found.issuedAtMs ?? 0, work) ? counted.cashCents : counted.earlierCashCents;
  return cents > (found.cashLimitCents ?? 0);
}

/** Whether it was made under the newest credential. */
function isUnder(issuedAtMs: number, { madeAtMs, receivedAtMs }: CashWork): boolean {
  return (madeAtMs ?? receivedAtMs) >= issuedAtMs;
}
