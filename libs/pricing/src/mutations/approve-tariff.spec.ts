import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import {
  CALENDAR,
  NEXT_HASH,
  NEXT_TARIFF,
  NOW_MS,
  OTHER_PRICER,
  play,
  PRICER,
  proposed,
  published,
  TARIFF_ROWS,
} from '../../test/samples.ts';
import { TARIFF_2023 } from '../shipped-tariffs.ts';
import type { TariffCalendar, TariffRecord } from '../state.ts';
import { tariffCalendarKind, tariffDates, tariffKind } from '../views.ts';
import { approveTariff } from './approve-tariff.ts';

describe('P14 pricing.approveTariff', () => {
  const proposal = proposed(NEXT_TARIFF);
  const rows = [...TARIFF_ROWS, tariffKind.put(proposal)];
  const args = { version: NEXT_TARIFF.version, documentHash: NEXT_HASH };

  it('publishes; the tariff before it has an end, and the hash is told', () => {
    const verdict = play(approveTariff, { args, actor: OTHER_PRICER, rows });
    const records = verdict.changes.filter(({ kind }) => kind === 'tariff').map(({ state }) => state as TariffRecord);
    expect(records[0]).toMatchObject({ status: 'published', approvedBy: OTHER_PRICER.subject, approvedAtMs: NOW_MS });
    expect(records[1]).toMatchObject({ version: TARIFF_2023.version, effectiveToMs: NEXT_TARIFF.effectiveFromMs });
    expect(changed<TariffCalendar>(verdict, 'tariffCalendar')?.entries.at(-1)?.version).toBe(NEXT_TARIFF.version);
    expect(verdict.events[0]?.payload).toMatchObject({
      documentHash: NEXT_HASH,
      proposedBy: PRICER.subject,
      approvedBy: OTHER_PRICER.subject,
    });
  });

  const later = tariffCalendarKind.put({
    ...CALENDAR,
    entries: [...CALENDAR.entries, { version: 'v2028', effectiveFromMs: NEXT_TARIFF.effectiveFromMs }],
  });
  const refusals: readonly (readonly [string, Partial<Parameters<typeof play>[1]>])[] = [
    ['approver_is_proposer', { actor: PRICER }],
    ['tariff_changed', { args: { ...args, documentHash: '0'.repeat(64) } }],
    ['tariff_not_found', { args: { ...args, version: 'v2099' } }],
    ['tariff_published', { args: { version: TARIFF_2023.version, documentHash: NEXT_HASH } }],
    ['tariff_backdated', { nowMs: NEXT_TARIFF.effectiveFromMs + 1 }],
    [
      'tariff_out_of_order',
      { rows: [...rows, later, tariffKind.put(published({ ...NEXT_TARIFF, version: 'v2028' }))] },
    ],
  ];
  it.each(refusals)('refuses with %s', (code, scene) => {
    expect(play(approveTariff, { args, actor: OTHER_PRICER, rows, ...scene })).toMatchObject({
      outcome: 'rejected',
      code,
    });
  });

  it('a proposal is seen by those who set tariffs, a published one’s dates by everybody', () => {
    expect(Object.keys(tariffKind.views(proposal))).toEqual(['ops:pricing']);
    const record = published(NEXT_TARIFF);
    expect(tariffKind.views(record)['public']).toEqual(tariffDates(record));
  });
});
