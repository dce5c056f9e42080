/** A trip: what it costs, and the booking of it. Works without a network, from the signed pages that the phone holds. Pure. */
import { randomHex, uuidv7, type BimrideClient, type RandomBytes } from '@bimride/client';
import { bookPageKind, type BookReader, type Quote } from '@bimride/client/pricing';
import { pinHash } from '@bimride/client/rides';
import { MICRODEGREES_PER_DEGREE, searchPlaces, type LatLon } from '@bimride/client/routing';

export interface Trip {
  readonly pickup: LatLon;
  readonly dropoff: LatLon;
  readonly placeName: string;
  readonly quote: Quote;
}

/** A trip to the place that somebody typed. Null: no page says yet (there was never a network), or there is no such place. */
export function tripTo(
  client: Pick<BimrideClient, 'scan'>,
  reader: BookReader,
  { pickup, typed, nowMs }: { readonly pickup: LatLon; readonly typed: string; readonly nowMs: number },
): Trip | null {
  const pages = client.scan(bookPageKind).map(({ value }) => value.jws);
  const map = reader.roads(pages, nowMs);
  const [found] = map ? searchPlaces(map.page, typed, 1) : [];
  if (!found) return null;
  const { latMicrodegrees, lonMicrodegrees, name } = found.place;
  const dropoff = { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
  const quote = reader.quote(pages, { pickup, dropoff, atMs: nowMs }, nowMs);
  return quote === null || 'code' in quote ? null : { pickup, dropoff, placeName: name, quote };
}

/** How long a rider wants the car that they booked, in milliseconds. A booking that reaches Bimride later sends none: the inbox asks. */
const WANTED_FOR_MS = 1_800_000;

/** A booking at the fare that was shown. The PIN stays on this phone: the rider tells it the driver, who types it. */
export function bookingOf(
  { pickup, dropoff, quote }: Trip,
  { nowMs, randomBytes }: { nowMs: number; randomBytes: RandomBytes },
) {
  const rideId = uuidv7(nowMs, randomBytes);
  const pinSalt = randomHex(16, randomBytes);
  const pin = pinOf(randomBytes);
  const { fareCents, tariffVersion, mapVersion, atMs } = quote;
  const quoted = { quotedFareCents: fareCents, tariffVersion, mapVersion, quotedForMs: atMs };
  const args = { rideId, pickup, dropoff, pinSalt, pinHash: pinHash(rideId, pinSalt, pin), ...quoted };
  return { pin, args, options: { validUntilMs: nowMs + WANTED_FOR_MS } };
}

const PINS = 10_000;

/** Four digits, each as likely as the others: what does not divide evenly is drawn again. */
function pinOf(randomBytes: RandomBytes): string {
  for (;;) {
    const [high = 0, low = 0] = randomBytes(2);
    const drawn = high * 256 + low;
    if (drawn < PINS * Math.floor(65_536 / PINS)) return String(drawn % PINS).padStart(4, '0');
  }
}
