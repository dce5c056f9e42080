import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { DRIVER, facts, fareIn, NOW_MS, play, RIDE_ID, RIDER, SYSTEM, TARIFF_ROWS } from '../../test/samples.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import type { RideFacts } from '../rules/settle/settlement.ts';
import type { Tariff } from '../rules/tariff.ts';
import { TARIFF_2023 } from '../shipped-tariffs.ts';
import { fareKind, tariffKind } from '../views.ts';
import { published } from '../../test/samples.ts';
import { settleRide } from './settle-ride.ts';

const args = (ride: Partial<RideFacts> = {}) => ({
  rideId: RIDE_ID,
  riderId: RIDER.subject,
  driverId: DRIVER.subject,
  facts: facts(ride),
});

describe('pricing.settleRide', () => {
  it('settles the fare, posts it, and tells of it', () => {
    const verdict = play(settleRide, { args: args(), actor: SYSTEM, rows: TARIFF_ROWS });
    expect(fareIn(verdict)).toMatchObject({
      rule: 'quote_stands',
      fareCents: 4938,
      meterFareCents: 4938,
      driverPayCents: 4938,
      tariffVersion: 'v2023-01-07',
      tariffInForceVersion: 'v2023-01-07',
      distanceMeters: 10_000,
      tripAtUtc: '2026-11-23T15:00:00Z',
      tripAtLocal: '2026-11-23T11:00:00-04:00',
      settledAtMs: NOW_MS,
    });
    expect(changed<LedgerEntry>(verdict, 'ledgerEntry')?.lines).toEqual([
      { account: 'rider_receivable', amountCents: 4938 },
      { account: 'driver_payable', amountCents: -4938 },
    ]);
    expect(verdict.events[0]).toMatchObject({
      type: 'pricing.fareSettled.v1',
      payload: { fareCents: 4938, rule: 'quote_stands' },
    });
  });

  it('shows the fare to both parties, with what the driver gets, and to nobody else', () => {
    const fare = fareIn(play(settleRide, { args: args(), actor: SYSTEM, rows: TARIFF_ROWS }));
    const views = fareKind.views(fare);
    expect(Object.keys(views)).toEqual(['rider:rider-a', 'driver:driver-a']);
    expect(JSON.stringify(views['driver:driver-a'])).not.toContain('rider-a');
    expect(views['rider:rider-a']).toMatchObject({ driverPayCents: 4938 });
  });

  it('charges by the quote’s own tariff, within the law of the day', () => {
    const dearer: Tariff = {
      ...TARIFF_2023,
      version: 'v2026',
      effectiveFromMs: NOW_MS - 1000,
      lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: 1500 } : line)),
    };
    const calendar = TARIFF_ROWS.filter(({ kind }) => kind === 'tariffCalendar').map((row) => ({
      ...row,
      state: {
        calendarId: 'tariffs',
        entries: [
          { version: 'v2023-01-07', effectiveFromMs: 1 },
          { version: 'v2026', effectiveFromMs: NOW_MS - 1000 },
        ],
      },
    }));
    const rows = [
      ...TARIFF_ROWS.filter(({ kind }) => kind === 'tariff'),
      ...calendar,
      tariffKind.put(published(dearer)),
    ];
    const fare = fareIn(play(settleRide, { args: args(), actor: SYSTEM, rows }));
    expect(fare).toMatchObject({ fareCents: 4938, tariffVersion: 'v2023-01-07', tariffInForceVersion: 'v2026' });
  });

  it('does not count a tariff that nobody approved', () => {
    const rows = TARIFF_ROWS.map((row) =>
      row.id === 'v2022'
        ? tariffKind.put(
            published(
              { ...TARIFF_2023, version: 'v2022' },
              { status: 'proposed', approvedBy: null, approvedAtMs: null },
            ),
          )
        : row,
    );
    const { pin } = facts();
    const ride = args({ pin: pin && { ...pin, tariffVersion: 'v2022' } });
    expect(fareIn(play(settleRide, { args: ride, actor: SYSTEM, rows }))).toMatchObject({
      rule: 'no_quote',
      tariffVersion: 'v2023-01-07',
    });
  });

  it('settles once', () => {
    const fare = fareIn(play(settleRide, { args: args(), actor: SYSTEM, rows: TARIFF_ROWS }));
    const again = play(settleRide, {
      args: args({ waitingMs: 3_600_000 }),
      actor: SYSTEM,
      rows: [...TARIFF_ROWS, fareKind.put(fare)],
    });
    expect(again).toMatchObject({ outcome: 'rejected', code: 'fare_exists' });
  });

  it('refuses a time at which no tariff was known', () => {
    expect(play(settleRide, { args: args({ tripAtMs: 1 }), actor: SYSTEM, rows: TARIFF_ROWS }).code).toBe(
      'tariff_unknown',
    );
    expect(play(settleRide, { args: args(), actor: SYSTEM }).code).toBe('tariff_unknown');
  });

  it('is nobody’s but Bimride’s own', () => {
    expect(play(settleRide, { args: args(), actor: DRIVER, rows: TARIFF_ROWS }).code).toBe('role_missing');
  });
});
