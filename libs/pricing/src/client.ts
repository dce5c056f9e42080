/**
 * The phone's door to pricing: check a page of the book, quote a fare from it, count waiting, take cash. Pure.
 */
export { PRICING_LIMITS } from './limits.ts';
export { pricing, pricingMutations } from './module.ts';
export {
  PAGE_ALGORITHM,
  PAGE_TYPE,
  pageNameSchema,
  verifyPage,
  type BookJwks,
  type PagePayload,
} from './rules/book/book-page.ts';
export { BookReader } from './rules/book/book-reader.ts';
export { mapOf, tariffOf } from './rules/book/book-content.ts';
export { recordCash } from './mutations/record-cash.ts';
export { changeFor, TENDER_CURRENCIES, type Drawer, type Tender } from './rules/settle/cash.ts';
export { PRICING_CODES, QUOTE_CODES, type PricingCode, type QuoteCode } from './rules/codes.ts';
export type { FareLine, FareLineKind } from './rules/fare-line.ts';
export { bbdText } from './rules/money.ts';
export type { LedgerEntry, PostingLine } from './rules/settle/posting.ts';
export { quote, type Quote, type QuoteRefusal, type QuoteRequest, type TariffInBook } from './rules/quote/quote.ts';
export { settle, type RideFacts, type Settlement } from './rules/settle/settlement.ts';
export { tariffSchema, tariffVersionSchema, type Tariff } from './rules/tariff.ts';
export { beginWaiting, endWaiting, NOT_WAITED, type WaitingClock } from './rules/quote/waiting.ts';
export type { BookPage, CashPayment, Fare, Refund, TariffCalendar, TariffRecord } from './state.ts';
export { bookPageKind, cashPaymentKind, drawerKind, fareKind, tariffKind } from './views.ts';
export type { BookPageRow, CashPaymentRow, FareRow } from './views.ts';
export { PRICING_ENGLISH } from './rules/words/english.ts';
export { PRICING_SPANISH } from './rules/words/spanish.ts';
