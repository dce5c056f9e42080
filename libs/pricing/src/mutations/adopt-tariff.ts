import { asPlain, canonicalJson, defineMutation, refused, sha256Hex } from '#sync/client';
import { z } from 'zod';
import { CALENDAR_ID, lastEntry } from '../rules/book/calendar.ts';
import { codeTexts } from '../rules/codes.ts';
import { published } from '../rules/book/publishing.ts';
import { tariffFaults, tariffSchema } from '../rules/tariff.ts';
import { tariffCalendarKind, tariffKind } from '../views.ts';

export const adoptTariffArgs = z.strictObject({ tariff: asPlain(tariffSchema) });

/**
 * Bimride takes in a tariff that came with the product: the law of the past, whose dates nobody here chose. Only before
 * people have published tariffs of their own.
 */
export const adoptTariff = defineMutation({
  name: 'pricing.adoptTariff',
  summary: 'Takes in a tariff that came with the product.',
  roles: ['system'],
  priority: 'general',
  args: adoptTariffArgs,
  codes: codeTexts('tariff_exists', 'tariff_invalid', 'tariff_out_of_order'),
  lane: ({ tariff }) => tariffKind.key(tariff.version),
  needs: ({ tariff }) => ({ record: tariffKind.key(tariff.version), calendar: tariffCalendarKind.key(CALENDAR_ID) }),
  follow: ({ calendar }) => {
    const last = lastEntry(calendar);
    return { last: last && tariffKind.key(last.version) };
  },
  decide: ({ args: { tariff }, actor, time: { nowMs }, state: { record, calendar, last } }) => {
    if (record) return refused('tariff_exists', { status: record.status });
    const faults = tariffFaults(tariff);
    if (faults.length > 0) return refused('tariff_invalid', { faults });
    const before = lastEntry(calendar);
    if (before && before.effectiveFromMs >= tariff.effectiveFromMs) {
      return refused('tariff_out_of_order', { last: before.version });
    }
    const adopted = {
      version: tariff.version,
      status: 'proposed',
      document: tariff,
      documentHash: sha256Hex(canonicalJson(tariff)),
      proposedBy: actor.subject,
      proposedAtMs: nowMs,
      approvedBy: null,
      approvedAtMs: null,
      effectiveFromMs: tariff.effectiveFromMs,
      effectiveToMs: null,
      honouredUntilMs: 0,
    } as const;
    return published({ record: adopted, approvedBy: actor.subject, nowMs, calendar, last });
  },
});
