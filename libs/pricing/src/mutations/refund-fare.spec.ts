import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { DRIVER, fareIn, OTHER_ID, play, RIDE_ID, sampleFare, SUPPORT } from '../../test/samples.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import { fareKind, refundKind } from '../views.ts';
import { refundFare } from './refund-fare.ts';

const fare = sampleFare();
const args = { refundId: OTHER_ID, rideId: RIDE_ID, refundCents: 1000, reason: 'A detour' };
const rows = [fareKind.put(fare)];

describe('pricing.refundFare', () => {
  it('gives back, posts it, and leaves the driver the pay', () => {
    const verdict = play(refundFare, { args, actor: SUPPORT, rows });
    expect(fareIn(verdict)).toEqual({ ...fare, refundedCents: 1000 });
    expect(changed<LedgerEntry>(verdict, 'ledgerEntry')?.lines).toEqual([
      { account: 'rider_receivable', amountCents: -1000 },
      { account: 'refunds', amountCents: 1000 },
    ]);
  });

  const given = refundKind.put({ ...args, refundedBy: 'x', refundedAtMs: 1 });
  const refusals: readonly (readonly [string, Partial<Parameters<typeof play>[1]>])[] = [
    ['fare_not_found', { rows: [] }],
    ['refund_exists', { rows: [...rows, given] }],
    ['refund_too_much', { rows: [fareKind.put({ ...fare, refundedCents: fare.fareCents - 999 })] }],
    ['role_missing', { actor: DRIVER }],
  ];
  it.each(refusals)('refuses with %s', (code, scene) => {
    expect(play(refundFare, { args, actor: SUPPORT, rows, ...scene })).toMatchObject({ outcome: 'rejected', code });
  });
});
