import { canonicalJson, sha256Hex } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import {
  CALENDAR,
  DAY_MS,
  NOW_MS,
  OTHER_PRICER,
  play,
  PRICER,
  published,
  RIDER,
  SYSTEM,
  TARIFF_ROWS,
} from '../../test/samples.ts';
import type { Tariff } from '../rules/tariff.ts';
import { TARIFF_2023, TARIFF_BEFORE_2023 } from '../shipped-tariffs.ts';
import type { TariffCalendar, TariffRecord } from '../state.ts';
import { tariffCalendarKind, tariffDates, tariffKind } from '../views.ts';
import { adoptTariff } from './adopt-tariff.ts';
import { approveTariff } from './approve-tariff.ts';
import { proposeTariff } from './propose-tariff.ts';

const NEXT: Tariff = { ...TARIFF_2023, version: 'v2027-01-01', effectiveFromMs: NOW_MS + 30 * DAY_MS };
const HASH = sha256Hex(canonicalJson(NEXT));

describe('pricing.proposeTariff', () => {
  it('keeps the proposal and its hash; it counts for nothing yet', () => {
    const verdict = play(proposeTariff, { args: { tariff: NEXT }, actor: PRICER, rows: TARIFF_ROWS });
    expect(verdict.outcome).toBe('applied');
    expect(changed<TariffRecord>(verdict, 'tariff')).toMatchObject({
      version: 'v2027-01-01',
      status: 'proposed',
      documentHash: HASH,
      proposedBy: PRICER.subject,
      approvedBy: null,
    });
    expect(verdict.changes).toHaveLength(1);
    expect(verdict.events).toEqual([]);
  });

  const line = NEXT.lines[0];
  const faulty: readonly (readonly [string, Partial<Tariff>])[] = [
    ['two lines of one name', { lines: line ? [line, line] : [] }],
    ['a line with a reserved name', { lines: line ? [{ ...line, lineId: 'legal-cap' }] : [] }],
    ['an area that is not there', { areas: [] }],
    ['a class above its own cap', { classes: { ...NEXT.classes, ZM: { ...NEXT.classes.ZM, percent: 160 } } }],
    [
      'VAT without a row for its first day',
      { vat: { ...NEXT.vat, ride: NEXT.vat.ride.map((row) => ({ ...row, fromMs: NEXT.effectiveFromMs + 1 })) } },
    ],
  ];
  it.each(faulty)('refuses %s', (_what, wrong) => {
    const verdict = play(proposeTariff, { args: { tariff: { ...NEXT, ...wrong } }, actor: PRICER });
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
    expect(play(proposeTariff, { args: { tariff: { ...NEXT, lines } }, actor: PRICER }).code).toBe('tariff_invalid');
  });

  it.each([
    ['tariff_backdated', { tariff: { ...NEXT, effectiveFromMs: NOW_MS - 1 } }],
    ['tariff_exists', { tariff: { ...NEXT, version: TARIFF_2023.version } }],
  ])('refuses with %s', (code, args) => {
    expect(play(proposeTariff, { args, actor: PRICER, rows: TARIFF_ROWS }).code).toBe(code);
  });

  it('is for people who set tariffs', () => {
    expect(play(proposeTariff, { args: { tariff: NEXT }, actor: RIDER }).code).toBe('role_missing');
  });

  it.each([
    ['half a cent', { cents: 0.5 }],
    ['a negative amount', { cents: -1 }],
    ['no number', { cents: Number.NaN }],
  ])('does not read %s', (_what, wrong) => {
    const lines = NEXT.lines.map((one) => (one.kind === 'flat' ? { ...one, ...wrong } : one));
    expect(proposeTariff.args.safeParse({ tariff: { ...NEXT, lines } }).success).toBe(false);
  });
});

describe('P14 pricing.approveTariff', () => {
  const proposal = published(NEXT, {
    status: 'proposed',
    proposedBy: PRICER.subject,
    approvedBy: null,
    approvedAtMs: null,
    honouredUntilMs: 0,
  });
  const rows = [...TARIFF_ROWS, tariffKind.put(proposal)];
  const args = { version: NEXT.version, documentHash: HASH };

  it('publishes; the tariff before it has an end, and the hash is told', () => {
    const verdict = play(approveTariff, { args, actor: OTHER_PRICER, rows });
    const records = verdict.changes.filter(({ kind }) => kind === 'tariff').map(({ state }) => state as TariffRecord);
    expect(records[0]).toMatchObject({ status: 'published', approvedBy: OTHER_PRICER.subject, approvedAtMs: NOW_MS });
    expect(records[1]).toMatchObject({ version: TARIFF_2023.version, effectiveToMs: NEXT.effectiveFromMs });
    expect(changed<TariffCalendar>(verdict, 'tariffCalendar')?.entries.at(-1)?.version).toBe(NEXT.version);
    expect(verdict.events[0]?.payload).toMatchObject({
      documentHash: HASH,
      proposedBy: PRICER.subject,
      approvedBy: OTHER_PRICER.subject,
    });
  });

  const later = tariffCalendarKind.put({
    ...CALENDAR,
    entries: [...CALENDAR.entries, { version: 'v2028', effectiveFromMs: NEXT.effectiveFromMs }],
  });
  const refusals: readonly (readonly [string, Partial<Parameters<typeof play>[1]>])[] = [
    ['approver_is_proposer', { actor: PRICER }],
    ['tariff_changed', { args: { ...args, documentHash: '0'.repeat(64) } }],
    ['tariff_not_found', { args: { ...args, version: 'v2099' } }],
    ['tariff_published', { args: { version: TARIFF_2023.version, documentHash: HASH } }],
    ['tariff_backdated', { nowMs: NEXT.effectiveFromMs + 1 }],
    ['tariff_out_of_order', { rows: [...rows, later, tariffKind.put(published({ ...NEXT, version: 'v2028' }))] }],
  ];
  it.each(refusals)('refuses with %s', (code, scene) => {
    expect(play(approveTariff, { args, actor: OTHER_PRICER, rows, ...scene })).toMatchObject({
      outcome: 'rejected',
      code,
    });
  });

  it('a proposal is seen by those who set tariffs, a published one’s dates by everybody', () => {
    expect(Object.keys(tariffKind.views(proposal))).toEqual(['ops:pricing']);
    const record = published(NEXT);
    expect(tariffKind.views(record)['public']).toEqual(tariffDates(record));
  });
});

describe('pricing.adoptTariff', () => {
  it('takes in the law of the past, one after the other', () => {
    const first = play(adoptTariff, { args: { tariff: TARIFF_BEFORE_2023 }, actor: SYSTEM });
    expect(first.outcome).toBe('applied');
    const second = play(adoptTariff, { args: { tariff: TARIFF_2023 }, actor: SYSTEM, rows: first.changes });
    const records = second.changes.filter(({ kind }) => kind === 'tariff').map(({ state }) => state as TariffRecord);
    expect(records.map(({ version, effectiveToMs }) => [version, effectiveToMs])).toEqual([
      ['v2023-01-07', null],
      ['v2022', TARIFF_2023.effectiveFromMs],
    ]);
    const wrongWay = play(adoptTariff, {
      args: { tariff: TARIFF_BEFORE_2023 },
      actor: SYSTEM,
      rows: second.changes.filter(({ id }) => id !== 'v2022'),
    });
    expect(wrongWay.code).toBe('tariff_out_of_order');
  });

  it('is nobody’s but Bimride’s own', () => {
    expect(play(adoptTariff, { args: { tariff: TARIFF_2023 }, actor: PRICER }).code).toBe('role_missing');
  });
});
