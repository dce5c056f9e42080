/** What happens to the rows when a tariff is published: the same for one that people approved and one that was shipped. */
import { applied, type Applied } from '#sync/client';
import { tariffPublished } from '../../contracts.ts';
import type { TariffCalendar, TariffRecord } from '../../state.ts';
import { tariffCalendarKind, tariffKind } from '../../views.ts';
import { withEntry } from './calendar.ts';

export interface Publication {
  readonly record: TariffRecord;
  readonly approvedBy: string;
  readonly nowMs: number;
  readonly calendar: TariffCalendar | undefined;
  /** The tariff that was the last to begin. */
  readonly last: TariffRecord | undefined;
}

/** Publishes a tariff: it joins the calendar, and the one before it now has an end. */
export function published({ record, approvedBy, nowMs, calendar, last }: Publication): Applied<never> {
  const { version, effectiveFromMs, documentHash, proposedBy } = record;
  const done: TariffRecord = { ...record, status: 'published', approvedBy, approvedAtMs: nowMs };
  return applied({
    changes: [
      tariffKind.put(done),
      tariffCalendarKind.put(withEntry(calendar, { version, effectiveFromMs })),
      ...(last ? [tariffKind.put({ ...last, effectiveToMs: effectiveFromMs })] : []),
    ],
    events: [tariffPublished.of(version, { version, documentHash, effectiveFromMs, proposedBy, approvedBy })],
  });
}
