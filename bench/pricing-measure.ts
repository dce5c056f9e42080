/**
 * Measures in a process of its own, from the build: `quote()` over the shipped tariff and map, on one core, for trips
 * between places and for random trips; settlement; and checking a signed page.
 */
import { p256 } from '@noble/curves/nist.js';
import { quote, settle, TARIFF_2023, verifyPage, type Quote, type QuoteRequest, type RideFacts } from '#pricing';
import { prepareMap, shippedMapPage } from '#routing';
import { median, type BenchResult, type Figure } from './result.ts';

const MICRODEGREES = 1_000_000;
const ROUNDS = 7;
const AT_MS = Date.UTC(2026, 10, 23, 15);

const map = prepareMap(shippedMapPage());
const book = { tariff: TARIFF_2023, effectiveToMs: null, validToMs: AT_MS * 2, honouredUntilMs: AT_MS * 2 };
const places = map.page.places.map(({ latMicrodegrees, lonMicrodegrees }) => {
  return { lat: latMicrodegrees / MICRODEGREES, lon: lonMicrodegrees / MICRODEGREES };
});
const place = (index: number) => places[index % places.length] ?? { lat: 0, lon: 0 };

/** Trips by a fixed rule: the same on each run. */
const betweenPlaces = (index: number): QuoteRequest => ({
  pickup: place(index),
  dropoff: place(index * 7 + 3),
  atMs: AT_MS + index * 1000,
});

const STEP_DEGREES = 0.0007;

/** The same, each a little off its place: no two points are the same. */
function aroundPlaces(index: number): QuoteRequest {
  const { pickup, dropoff, atMs } = betweenPlaces(index);
  const off = ((index % 21) - 10) * STEP_DEGREES;
  return {
    pickup: { lat: pickup.lat + off, lon: pickup.lon },
    dropoff: { lat: dropoff.lat, lon: dropoff.lon - off },
    atMs,
  };
}

/** Times a second of one core's time, the middle of some rounds. Counted by CPU time: the machine may be shared. */
function perSecond(timesPerRound: number, work: (index: number) => unknown): number {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = process.cpuUsage();
    for (let index = 0; index < timesPerRound; index += 1) work(index);
    const { user, system } = process.cpuUsage(begun);
    rates.push((timesPerRound * 1_000_000) / (user + system));
  }
  return median(rates);
}

function rideFacts(): RideFacts {
  const trip = betweenPlaces(1);
  const quoted = quote(book, map, trip) as Quote;
  const legs = [{ distanceMeters: quoted.distanceMeters, toleranceMeters: quoted.toleranceMeters, isEstimate: false }];
  const { mapVersion } = quoted;
  const pin = {
    tariffVersion: TARIFF_2023.version,
    mapVersion,
    vehicleClass: 'Z',
    discountId: null,
    quotedForMs: trip.atMs,
  } as const;
  const { pickup, dropoff } = trip;
  const { graphVersion, attribution } = map.page;
  const ride = { pickup, dropoff, stops: [], endedAt: null, waitingMs: 0, tripAtMs: trip.atMs };
  return {
    ...ride,
    mapVersion,
    graphVersion,
    attribution,
    bookedLegs: legs,
    drivenLegs: legs,
    quotedFareCents: quoted.fareCents,
    pin,
  };
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signedMap() {
  const { secretKey, publicKey } = p256.keygen();
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  const part = (from: number, to: number): string => Buffer.from(point.slice(from, to)).toString('base64url');
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', x: part(1, 33), y: part(33, 65) }] };
  const dates = { validFromMs: AT_MS, validToMs: AT_MS + 1, honouredUntilMs: AT_MS + 2 };
  const payload = { page: 'map', version: 'm.1', contentVersion: 'm', ...dates, content: map.page };
  const signed = `${encoded({ alg: 'ES256', typ: 'bimride-page+jws', kid: 'k' })}.${encoded(payload)}`;
  const signature = p256.sign(Buffer.from(signed), secretKey, { lowS: false });
  return { jws: `${signed}.${Buffer.from(signature).toString('base64url')}`, jwks };
}

const quick = process.argv.includes('--quick');
const quotes = quick ? 50_000 : 300_000;
const told = (line: string): void => void process.stderr.write(`${line}\n`);

told('quotes between places');
const exact = perSecond(quotes, (index) => quote(book, map, betweenPlaces(index)));
told('quotes around places');
const around = perSecond(quotes, (index) => quote(book, map, aroundPlaces(index)));
told('settlements');
const facts = rideFacts();
const settlements = perSecond(quotes, () => settle({ facts, quotedTariff: TARIFF_2023, tariffInForce: TARIFF_2023 }));
told('signed pages');
const { jws, jwks } = signedMap();
const pages = perSecond(quick ? 50 : 300, () => verifyPage(jws, jwks, AT_MS));

const figures: readonly Figure[] = [
  { metric: 'quotes, between places', value: exact, unit: '/s on one core', aim: '≥ 100,000' },
  { metric: 'quotes, around places', value: around, unit: '/s on one core', aim: '≥ 100,000' },
  { metric: 'settlements of a quoted ride', value: settlements, unit: '/s on one core' },
  { metric: 'checks of the signed map page', value: 1000 / pages, unit: 'ms each' },
];
process.stdout.write(JSON.stringify({ name: 'pricing', figures } satisfies BenchResult));
