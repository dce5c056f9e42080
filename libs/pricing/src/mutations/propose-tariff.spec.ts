import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { NEXT_HASH, NEXT_TARIFF, NOW_MS, play, PRICER, RIDER, TARIFF_ROWS } from '../../test/samples.ts';
import type { Tariff } from '../rules/tariff.ts';
import { TARIFF_2023 } from '../shipped-tariffs.ts';
import type { TariffRecord } from '../state.ts';
import { proposeTariff } from './propose-tariff.ts';

describe('pricing.proposeTariff', () => {
  it('keeps the proposal and its hash; it counts for nothing yet', () => {
    const verdict = play(proposeTariff, { args: { tariff: NEXT_TARIFF }, actor: PRICER, rows: TARIFF_ROWS });
    expect(verdict.outcome).toBe('applied');
    expect(changed<TariffRecord>(verdict, 'tariff')).toMatchObject({
      version: 'v2027-01-01',
      status: 'proposed',
      documentHash: NEXT_HASH,
      proposedBy: PRICER.subject,
      approvedBy: null,
    });
    expect(verdict.changes).toHaveLength(1);
    expect(verdict.events).toEqual([]);
  });

  const line = NEXT_TARIFF.lines[0];
  const faulty: readonly (readonly [string, Partial<Tariff>])[] = [
    ['two lines of one name', { lines: line ? [line, line] : [] }],
    ['a line with a reserved name', { lines: line ? [{ ...line, lineId: 'legal-cap' }] : [] }],
    ['an area that is not there', { areas: [] }],
    [
      'a class above its own cap',
      { classes: { ...NEXT_TARIFF.classes, ZM: { ...NEXT_TARIFF.classes.ZM, percent: 160 } } },
    ],
    [
      'VAT without a row for its first day',
      {
        vat: {
          ...NEXT_TARIFF.vat,
          ride: NEXT_TARIFF.vat.ride.map((row) => ({ ...row, fromMs: NEXT_TARIFF.effectiveFromMs + 1 })),
        },
      },
    ],
  ];
  it.each(faulty)('refuses %s', (_what, wrong) => {
    const verdict = play(proposeTariff, { args: { tariff: { ...NEXT_TARIFF, ...wrong } }, actor: PRICER });
    expect(verdict).toMatchObject({ outcome: 'rejected', code: 'tariff_invalid' });
  });

  it('refuses a share of a share: it would depend on the order of lines', () => {
    const share = {
      kind: 'percent',
      label: 'Share',
      basis: 'Invented',
      assumed: true,
      inCap: false,
      basisPoints: 1,
      when: null,
    } as const;
    const lines = [
      { ...share, lineId: 'a', of: ['b'] },
      { ...share, lineId: 'b', of: ['a'] },
    ];
    expect(play(proposeTariff, { args: { tariff: { ...NEXT_TARIFF, lines } }, actor: PRICER }).code).toBe(
      'tariff_invalid',
    );
  });

  it.each([
    ['tariff_backdated', { tariff: { ...NEXT_TARIFF, effectiveFromMs: NOW_MS - 1 } }],
    ['tariff_exists', { tariff: { ...NEXT_TARIFF, version: TARIFF_2023.version } }],
  ])('refuses with %s', (code, args) => {
    expect(play(proposeTariff, { args, actor: PRICER, rows: TARIFF_ROWS }).code).toBe(code);
  });

  it('is for people who set tariffs', () => {
    expect(play(proposeTariff, { args: { tariff: NEXT_TARIFF }, actor: RIDER }).code).toBe('role_missing');
  });

  it.each([
    ['half a cent', { cents: 0.5 }],
    ['a negative amount', { cents: -1 }],
    ['no number', { cents: Number.NaN }],
  ])('does not read %s', (_what, wrong) => {
    const lines = NEXT_TARIFF.lines.map((one) => (one.kind === 'flat' ? { ...one, ...wrong } : one));
    expect(proposeTariff.args.safeParse({ tariff: { ...NEXT_TARIFF, lines } }).success).toBe(false);
  });
});
