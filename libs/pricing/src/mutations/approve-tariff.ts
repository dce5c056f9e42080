import { asPlain, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { CALENDAR_ID, lastEntry } from '../rules/book/calendar.ts';
import { codeTexts } from '../rules/codes.ts';
import { published } from '../rules/book/publishing.ts';
import { tariffVersionSchema } from '../rules/tariff.ts';
import { tariffCalendarKind, tariffKind } from '../views.ts';
import { hashSchema } from './arguments.ts';

export const approveTariffArgs = z.strictObject({
  version: asPlain(tariffVersionSchema),
  /** Of the document that the approver has looked at. */
  documentHash: hashSchema,
});

/** A second person approves a proposed tariff: from then on it never changes, and it counts from its date on. */
export const approveTariff = defineMutation({
  name: 'pricing.approveTariff',
  summary: 'Approves a tariff that somebody else proposed.',
  roles: ['pricing'],
  priority: 'general',
  args: approveTariffArgs,
  codes: codeTexts(
    'tariff_not_found',
    'tariff_published',
    'approver_is_proposer',
    'tariff_changed',
    'tariff_backdated',
    'tariff_out_of_order',
  ),
  lane: ({ version }) => tariffKind.key(version),
  needs: ({ version }) => ({ record: tariffKind.key(version), calendar: tariffCalendarKind.key(CALENDAR_ID) }),
  follow: ({ calendar }) => {
    const last = lastEntry(calendar);
    return { last: last && tariffKind.key(last.version) };
  },
  decide: ({ args, actor, time: { nowMs }, state: { record, calendar, last } }) => {
    if (!record) return refused('tariff_not_found');
    if (record.status === 'published') return refused('tariff_published');
    if (record.proposedBy === actor.subject) return refused('approver_is_proposer');
    const { documentHash, effectiveFromMs } = record;
    if (documentHash !== args.documentHash) return refused('tariff_changed', { documentHash });
    if (effectiveFromMs < nowMs) return refused('tariff_backdated', { effectiveFromMs, nowMs });
    const before = lastEntry(calendar);
    if (before && before.effectiveFromMs >= effectiveFromMs)
      return refused('tariff_out_of_order', { last: before.version });
    return published({ record, approvedBy: actor.subject, nowMs, calendar, last });
  },
});
