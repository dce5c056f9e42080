/**
 * The server's door to pricing.
 */
export * from './client.ts';
export { Book } from './book.service.ts';
export { BookKeeper } from './book-keeper.service.ts';
export { PRICING_OPTIONS, UNSETTLED_REASONS, type PricingOptions, type UnsettledReason } from './options.ts';
export { PageSigner, type SignedPage } from './page-signer.ts';
export { PricingModule, type PricingModuleOptions } from './pricing.module.ts';
export { PricingStore, type BookPageFacts, type RefundPlace } from './pricing.store.ts';
export { proposeTariffArgs } from './mutations/propose-tariff.ts';
export { cashDueOf } from './rules/settle/cash.ts';
export { receiptOf, type Receipt, type ReceiptPlace } from './rules/settle/receipt.ts';
export type { Recomputation } from './rules/settle/recompute.ts';
export { pricingOnServer } from './server.ts';
export { FareSettlement } from './settlement.service.ts';
export { PUBLISHED_FARES_2023, TARIFF_2023 } from './shipped-tariffs.ts';
export { fareForParties } from './views.ts';
