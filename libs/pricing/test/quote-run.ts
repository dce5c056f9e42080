/**
 * Many random quotes from the phone's doors alone: the same file is run from source, from a bundle in Node, and from the
 * bundle in a browser, and must come to the same cents.
 */
import { quote, verifyPage, type BookJwks, type Tariff } from '#pricing/client';
import { prepareMap, type MapPage } from '#routing/client';
import { greedyTariff, random, randomRequest, shuffled } from './random-trips.ts';

export interface QuoteRun {
  /** Cents of each quote; the code where there is none. */
  readonly answers: readonly (number | string)[];
  /** What a quote must never be. */
  readonly faults: readonly string[];
  readonly capped: number;
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
  let capped = 0;
  for (let index = 0; index < count; index += 1) {
    const chosen = tariffs[index % TARIFFS] ?? tariff;
    const dates = { effectiveToMs: null, validToMs: 9_000_000_000_000, honouredUntilMs: 9_000_000_000_000 };
    const request = randomRequest(next, places);
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
    if (lines.some(({ kind }) => kind === 'cap')) capped += 1;
    const turned = { ...chosen, lines: shuffled(chosen.lines, next), zoneFares: shuffled(chosen.zoneFares, next) };
    const again = quote({ tariff: turned, ...dates }, map, request);
    if ('code' in again || again.fareCents !== answer.fareCents) faults.push(`${index}: order`);
  }
  return { answers, faults, capped };
}

/** Checks a page; the code of why it is not believed, or `believed`. */
export function checkPage(jws: string, jwks: BookJwks, nowMs: number): string {
  const result = verifyPage(jws, jwks, nowMs);
  return 'code' in result ? result.code : 'believed';
}
