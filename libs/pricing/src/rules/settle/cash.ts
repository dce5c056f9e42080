/**
 * Cash: BBD to 5 cents, US dollars at two for one, change in BBD.
 * Invariants: whole cents; what is kept is what was given, less the change.
 */
import { BBD_PER_USD, CASH_STEP_CENTS, cashCents } from '../money.ts';

export const TENDER_CURRENCIES = ['BBD', 'USD'] as const;
export type TenderCurrency = (typeof TENDER_CURRENCIES)[number];

/** What a passenger hands over, and what they get back. */
export type Tender = {
  readonly currency: TenderCurrency;
  /** In cents of that currency. */
  readonly tenderedCents: number;
  /** Always in cents of a Barbados dollar. */
  readonly changeCents: number;
};

/** What is handed over, in cents of a Barbados dollar. */
export function tenderedBbdCents({ currency, tenderedCents }: Tender): number {
  return currency === 'USD' ? tenderedCents * BBD_PER_USD : tenderedCents;
}

/** What the driver keeps. Negative: the change is more than what was given. */
export function keptCents(tender: Tender): number {
  return tenderedBbdCents(tender) - tender.changeCents;
}

/** The change for a sum due in cash. Negative: not enough was given. */
export function changeFor(tender: Omit<Tender, 'changeCents'>, dueCents: number): number {
  return tenderedBbdCents({ ...tender, changeCents: 0 }) - dueCents;
}

/** What is due for a fare in coins, in cents of a Barbados dollar: the nearest 5 cents that the law allows. */
export function cashDueOf({
  fareCents,
  legalCapCents,
}: {
  readonly fareCents: number;
  readonly legalCapCents: number;
}) {
  return cashCents(fareCents, legalCapCents);
}

/** Whether there are coins for it. */
export function isPayable(cents: number): boolean {
  return cents % CASH_STEP_CENTS === 0;
}

/** A driver's cash from fares: what was taken in, by currency, and what was given back. */
export type Drawer = {
  readonly driverId: string;
  readonly payments: number;
  readonly bbdInCents: number;
  readonly usdInCents: number;
  readonly changeOutCents: number;
  /** What all payments together kept: what the other three sums must come to. */
  readonly keptCents: number;
};

/** An empty drawer. */
export function emptyDrawer(driverId: string): Drawer {
  return { driverId, payments: 0, bbdInCents: 0, usdInCents: 0, changeOutCents: 0, keptCents: 0 };
}

/** The drawer after one more payment. */
export function withTender(drawer: Drawer, tender: Tender): Drawer {
  return {
    driverId: drawer.driverId,
    payments: drawer.payments + 1,
    bbdInCents: drawer.bbdInCents + (tender.currency === 'BBD' ? tender.tenderedCents : 0),
    usdInCents: drawer.usdInCents + (tender.currency === 'USD' ? tender.tenderedCents : 0),
    changeOutCents: drawer.changeOutCents + tender.changeCents,
    keptCents: drawer.keptCents + keptCents(tender),
  };
}

/** Whether what went in and out comes to what was kept. */
export function reconciles({ bbdInCents, usdInCents, changeOutCents, keptCents: kept }: Drawer): boolean {
  return bbdInCents + usdInCents * BBD_PER_USD - changeOutCents === kept;
}
