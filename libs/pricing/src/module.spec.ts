import { rides } from '#rides/client';
import { routing } from '#routing/client';
import { sync } from '#sync/client';
import { describeModule } from '#sync/testing';
import { fieldRulesOf } from '../../../tools/docs/field-rules.ts';
import { NOW_MS } from '../test/samples.ts';
import { PRICING_SCENES } from '../test/scenes.ts';
import { pricing } from './module.ts';
import { PRICING_CODES } from './rules/codes.ts';

const PARTIES = ['rider', 'driver'];

describeModule(pricing, {
  on: [sync, routing, rides],
  folders: [new URL('./mutations/', import.meta.url)],
  nowMs: NOW_MS,
  scenes: PRICING_SCENES,
  codes: PRICING_CODES,
  fields: fieldRulesOf(pricing.kinds),
  views: {
    tariff: {
      seenBy: ['ops:pricing', 'public'],
      secrets: { document: ['ops:pricing'], proposedBy: ['ops:pricing', 'event'] },
    },
    tariffCalendar: { seenBy: ['public'] },
    bookPage: { seenBy: ['public'], secrets: { contentHash: [] } },
    bookSeries: { seenBy: [] },
    mapDates: { seenBy: [] },
    fare: { seenBy: PARTIES, secrets: { riderId: ['event'], driverId: ['event'], facts: [] } },
    cashPayment: { seenBy: PARTIES, secrets: { riderId: [] } },
    paidSoFar: { seenBy: PARTIES },
    drawer: { seenBy: ['driver'] },
    refund: { seenBy: [], secrets: { reason: [], refundedBy: [] } },
    ledgerEntry: { seenBy: [] },
  },
});
