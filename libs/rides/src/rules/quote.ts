/**
 * Quotes: the fare that a rider was shown, and how long a booking with it stands. What the pages hold and how a fare is made
 * from them is pricing's; here they are dates.
 */
import { asPlain, defineReading, timeMsSchema } from '#sync/client';
import { z } from 'zod';
import { RIDE_LIMITS } from '../limits.ts';

/** Classes of cars as the law names its fares: a taxi (Z), and a maxi-taxi that is hired whole (ZM). */
export const VEHICLE_CLASSES = ['Z', 'ZM'] as const;
export type VehicleClass = (typeof VEHICLE_CLASSES)[number];

const pageId = asPlain(z.string().min(1).max(RIDE_LIMITS.pageIdCharsMax));

/** Which quote a booking is made with: a server that has the same pages comes to the same cents. */
export const quotePinSchema = z.strictObject({
  tariffVersion: pageId,
  mapVersion: pageId,
  vehicleClass: z.enum(VEHICLE_CLASSES),
  discountId: pageId.nullable(),
  /** The time of the trip that the quote was for. */
  quotedForMs: timeMsSchema,
});
export type QuotePin = Readonly<z.infer<typeof quotePinSchema>>;

/** What anybody may know of a tariff without its page: when it counts, and until when bookings with it stand. */
export type TariffDates = {
  readonly version: string;
  readonly effectiveFromMs: number;
  /** When the next tariff takes over; null: none is known. */
  readonly effectiveToMs: number | null;
  /** The latest date that a signed page promised. */
  readonly honouredUntilMs: number;
  /** Only the server holds it: a phone has it in the signed page. */
  readonly document?: { readonly discounts: readonly DiscountDates[] };
};

type DiscountDates = {
  readonly discountId: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
};

/** Until when bookings with a map stand. Only the server holds it. */
export type MapDates = {
  readonly mapVersion: string;
  /** The latest date that a signed page promised. */
  readonly honouredUntilMs: number;
};

/** The rows that say whether a quote still stands; undefined: no such row, or the phone does not hold it. */
export type QuotePages = {
  readonly tariff: TariffDates | undefined;
  readonly map: MapDates | undefined;
  /** There where the whole book is: what is not in it is unknown. On phones it never is. */
  readonly book: object | undefined;
};

/** The pages that a quote names, as far as it does. */
export type QuoteNames = {
  readonly tariffVersion?: string | undefined;
  readonly mapVersion?: string | undefined;
  readonly discountId?: string | null | undefined;
  readonly quotedForMs: number;
};

/** What a booking may know of a tariff. Published by whoever keeps tariffs. */
export const tariffDatesReading = defineReading('tariff', (tariff: TariffDates): TariffDates => {
  const { version, effectiveFromMs, effectiveToMs, honouredUntilMs, document } = tariff;
  const dates = { version, effectiveFromMs, effectiveToMs, honouredUntilMs };
  return document === undefined ? dates : { ...dates, document: { discounts: document.discounts } };
});

/** What a booking may know of a map. Published by whoever signs maps. */
export const mapDatesReading = defineReading('mapDates', ({ mapVersion, honouredUntilMs }: MapDates): MapDates => ({
  mapVersion,
  honouredUntilMs,
}));

/** That the whole book is here. Published by whoever keeps it. */
export const bookReading = defineReading('bookSeries', (_series: object): object => ({}));

/** The series of the book that is there wherever the whole book is. */
const SERIES_OF_MAPS = 'map';

/** The rows of the pages that a quote names, for mutations that need to know whether it still stands. */
export function quotePagesKeys({ tariffVersion, mapVersion }: Omit<QuoteNames, 'quotedForMs'>) {
  const hasPages = tariffVersion !== undefined || mapVersion !== undefined;
  return {
    tariff: tariffVersion === undefined ? undefined : tariffDatesReading.key(tariffVersion),
    map: mapVersion === undefined ? undefined : mapDatesReading.key(mapVersion),
    book: hasPages ? bookReading.key(SERIES_OF_MAPS) : undefined,
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Until when a quote stands: some days, and no longer than its page promised. */
export function quoteStandsUntilMs(quotedForMs: number, pageHonouredUntilMs: number): number {
  const ownMs = quotedForMs + RIDE_LIMITS.quoteStandsDays * DAY_MS;
  return ownMs < pageHonouredUntilMs ? ownMs : pageHonouredUntilMs;
}

/**
 * Whether a booking with a quote stands: while the pages that it was made from keep their promise, and for a trip at the
 * time of the booking. A quote that was shown under such a page stands, even if another tariff has taken effect meanwhile.
 * Who holds the whole book also says no to a page or a discount that is not in it; a phone cannot tell.
 */
export function isHonoured(named: QuoteNames, pages: QuotePages, time: BookingTime): boolean {
  const { tariffVersion, mapVersion } = named;
  if (tariffVersion === undefined && mapVersion === undefined) return true;
  if (!isForTheBooking(named, time)) return false;
  return isTariffHonoured(named, pages, time) && isMapHonoured(named, pages, time);
}

/** When a booking was made, by the device's clock and by the server's. */
export interface BookingTime {
  readonly nowMs: number;
  readonly claimedAtMs: number | null;
}

// A booking is for now: a quote for a time to come says nothing of it. A phone's clock may be ahead of ours.
function isForTheBooking({ quotedForMs }: QuoteNames, { nowMs, claimedAtMs }: BookingTime): boolean {
  const { quoteDriftMinutesMax, clockAheadMinutesMax } = RIDE_LIMITS;
  if (quotedForMs > (claimedAtMs ?? nowMs) + quoteDriftMinutesMax * MINUTE_MS) return false;
  return quotedForMs <= nowMs + clockAheadMinutesMax * MINUTE_MS;
}

function isTariffHonoured(named: QuoteNames, { tariff, book }: QuotePages, time: BookingTime): boolean {
  if (named.tariffVersion === undefined) return true;
  if (tariff === undefined) return book === undefined;
  const { effectiveFromMs, honouredUntilMs } = tariff;
  if (effectiveFromMs > named.quotedForMs || effectiveFromMs > time.nowMs) return false;
  if (time.nowMs > quoteStandsUntilMs(named.quotedForMs, honouredUntilMs)) return false;
  return tariff.document === undefined || isDiscountHonoured(named, tariff.document.discounts, time);
}

function isMapHonoured({ mapVersion }: QuoteNames, { map, book }: QuotePages, { nowMs }: BookingTime): boolean {
  if (mapVersion === undefined) return true;
  return map === undefined ? book === undefined : nowMs <= map.honouredUntilMs;
}

// The discount must hold for the trip that was quoted and when it was booked, give or take a look at the quote.
function isDiscountHonoured(
  { discountId = null, quotedForMs }: QuoteNames,
  discounts: readonly DiscountDates[],
  { nowMs, claimedAtMs }: BookingTime,
): boolean {
  if (discountId === null) return true;
  const found = discounts.find((one) => one.discountId === discountId);
  if (!found) return false;
  const bookedAtMs = claimedAtMs !== null && claimedAtMs < nowMs ? claimedAtMs : nowMs;
  const hasBegun = found.fromMs === null || quotedForMs >= found.fromMs;
  return hasBegun && (found.toMs === null || bookedAtMs < found.toMs + RIDE_LIMITS.quoteDriftMinutesMax * MINUTE_MS);
}
