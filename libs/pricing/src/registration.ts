/** What pricing brings into the pipeline: its mutations, and the scopes of its roles. The same on phone and server. */
import type { MutationDefinition } from '#sync/client';
import { adoptTariff } from './mutations/adopt-tariff.ts';
import { approveTariff } from './mutations/approve-tariff.ts';
import { chargeCancellation } from './mutations/charge-cancellation.ts';
import { proposeTariff } from './mutations/propose-tariff.ts';
import { publishPage } from './mutations/publish-page.ts';
import { recordCash } from './mutations/record-cash.ts';
import { refundFare } from './mutations/refund-fare.ts';
import { retirePage } from './mutations/retire-page.ts';
import { settleRide } from './mutations/settle-ride.ts';
import { OPS_PRICING_SCOPE } from './views.ts';

/** Every mutation of pricing. Names are never taken off this list. */
export const pricingMutations: readonly MutationDefinition[] = [
  proposeTariff,
  approveTariff,
  adoptTariff,
  publishPage,
  retirePage,
  settleRide,
  chargeCancellation,
  recordCash,
  refundFare,
];

/** Which scopes a role brings. */
export const pricingScopesByRole = {
  pricing: () => [OPS_PRICING_SCOPE],
} as const;
