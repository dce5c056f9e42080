/**
 * Many random quotes from the phone's doors alone: the same file is run from source, from a bundle in Node, and from the
 * bundle in a browser, and must come to the same cents.
 */
import { quote, verifyPage, type BookJwks, type QuoteRequest, type Tariff } from '#pricing/client';
import { prepareMap, roadDistance, type MapPage, type RoadMap } from '#routing/client';
import { capAgain } from './cap-again.ts';
import { greedyTariff, random, randomRequest, shuffled } from './random-trips.ts';

export interface QuoteRun {
  /** Cents of each quote; the code where there is none. */
  readonly answers: readonly (number | string)[];
  /** What a quote must never be. */
  readonly faults: readonly string[];
  readonly capped: number;
  /** Quotes that a published fare bounds. */
  readonly published: number;
}

export interface QuoteRunInput {
  readonly seed: number;
  readonly count: number;
  readonly tariff: Tariff;
  readonly map: MapPage;
}

const MICRODEGREES = 1_000_000;
const TARIFFS = 64;

/** Quotes random trips under the tariff and under greedy ones. */
export function runQuotes({ seed, count, tariff, map: page }: QuoteRunInput): QuoteRun {
  const next = random(seed);
  const map = prepareMap(page);
  const places = page.places.map(({ latMicrodegrees, lonMicrodegrees }) => {
    return { lat: latMicrodegrees / MICRODEGREES, lon: lonMicrodegrees / MICRODEGREES };
  });
  const tariffs = Array.from({ length: TARIFFS }, (_none, index) =>
    index === 0 ? tariff : greedyTariff(tariff, next),
  );
  const answers: (number | string)[] = [];
  const faults: string[] = [];
  let [capped, published] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const chosen = tariffs[index % TARIFFS] ?? tariff;
    const dates = { effectiveToMs: null, validToMs: 9_000_000_000_000, honouredUntilMs: 9_000_000_000_000 };
    const request = randomTrip(next, places, tariff);
    const answer = quote({ tariff: chosen, ...dates }, map, request);
    if ('code' in answer) {
      answers.push(answer.code);
      continue;
    }
    answers.push(answer.fareCents);
    const lines = shuffled(answer.lines, next);
    if (lines.reduce((sum, { amountCents }) => sum + amountCents, 0) !== answer.fareCents) faults.push(`${index}: sum`);
    if (answer.fareCents > answer.legalCapCents || answer.cashDueCents > answer.legalCapCents)
      faults.push(`${index}: cap`);
    const cap = capAgain(chosen, request, metersOf(map, request));
    if (answer.legalCapCents !== cap) faults.push(`${index}: the law allows ${cap}, not ${answer.legalCapCents}`);
    if (answer.fareCents > cap || answer.cashDueCents > cap || answer.meterFareCents > cap)
      faults.push(`${index}: above the law`);
    if (lines.some(({ kind }) => kind === 'cap')) capped += 1;
    if (answer.legalCap.publishedRowId !== null) published += 1;
    const turned = { ...chosen, lines: shuffled(chosen.lines, next), zoneFares: shuffled(chosen.zoneFares, next) };
    const again = quote({ tariff: turned, ...dates }, map, request);
    if ('code' in again || again.fareCents !== answer.fareCents) faults.push(`${index}: order`);
  }
  return { answers, faults, capped, published };
}

// Some trips lead from area to area, where the published fares are.
function randomTrip(next: () => number, places: Parameters<typeof randomRequest>[1], { areas }: Tariff): QuoteRequest {
  const request = randomRequest(next, places);
  if (next() >= 0.1) return request;
  const [pickup, dropoff] = shuffled(areas, next).map(({ lat, lon }) => ({ lat, lon }));
  return pickup && dropoff ? { ...request, pickup, dropoff } : request;
}

function metersOf(map: RoadMap, { pickup, dropoff, stops = [] }: QuoteRequest): readonly number[] {
  const points = [pickup, dropoff, ...stops];
  return points.slice(1).map((to, index) => {
    const leg = roadDistance(map, points[index] ?? to, to);
    if (leg.kind === 'unanswered') throw new Error(leg.code);
    return leg.distanceMeters;
  });
}

/** Checks a page; the code of why it is not believed, or `believed`. */
export function checkPage(jws: string, jwks: BookJwks, nowMs: number): string {
  const result = verifyPage(jws, jwks, nowMs);
  return 'code' in result ? result.code : 'believed';
}
