/**
 * Plays a day of rides through a way to dispatch. Time goes in steps; in each step the waiting rides are matched with the
 * drivers that are free. A driver goes to the pickup, drives to the dropoff and is free there.
 */
import type { LatLon } from '#routing';
import { cheapestPairs } from './assignment.ts';
import type { Day, DayRequest } from './seeded-day.ts';

/** `greedy`: who waits longest takes the soonest driver. `batch`: the pairs whose sum of ways is shortest. */
export type Matching = 'greedy' | 'batch';

export type Served = DayRequest & { readonly driver: number; readonly waitSeconds: number };

export type Seconds = (from: LatLon, to: LatLon) => number;

const STEP_SECONDS = 30;
const DAY_SECONDS = 86_400;
const RUSH = [
  { from: 7.5 * 3_600, to: 9 * 3_600 },
  { from: 16 * 3_600, to: 17.5 * 3_600 },
];
// In the rush a car makes 60 % of its speed: assumed.
const RUSH_SHARE = 0.6;

type Car = { at: LatLon; freeAtSeconds: number };

/** Who was served by whom, and how long they waited. Everybody is served, if need be after midnight. */
export function dispatchDay(day: Day, matching: Matching, seconds: Seconds): readonly Served[] {
  const cars: Car[] = day.drivers.map((at) => ({ at, freeAtSeconds: 0 }));
  const served: Served[] = [];
  const coming = [...day.requests];
  let waiting: DayRequest[] = [];
  for (let now = 0; now < 2 * DAY_SECONDS && served.length < day.requests.length; now += STEP_SECONDS) {
    while ((coming[0]?.atSeconds ?? Number.POSITIVE_INFINITY) <= now) waiting.push(...coming.splice(0, 1));
    const free = [...cars.keys()].filter((car) => (cars[car]?.freeAtSeconds ?? 0) <= now);
    const pairs = match({ waiting, free, matching, way: (request, car) => wayTo(request, cars[car], seconds) });
    for (const { request, driver } of pairs) served.push(drive({ request, driver, car: cars[driver], now, seconds }));
    const gone = new Set(pairs.map(({ request }) => request));
    waiting = waiting.filter((request) => !gone.has(request));
  }
  return served;
}

type Pair = { readonly request: DayRequest; readonly driver: number };
type Step = {
  readonly waiting: readonly DayRequest[];
  readonly free: readonly number[];
  readonly matching: Matching;
  readonly way: (request: DayRequest, driver: number) => number;
};

function match(step: Step): readonly Pair[] {
  const { waiting, free } = step;
  if (waiting.length === 0 || free.length === 0) return [];
  return step.matching === 'greedy' ? greedy(step) : batch(step);
}

function greedy({ waiting, free, way }: Step): readonly Pair[] {
  const left = new Set(free);
  return waiting.slice(0, free.length).map((request) => {
    const ways = [...left].map((driver) => ({ driver, seconds: way(request, driver) }));
    const [soonest] = ways.sort((a, b) => a.seconds - b.seconds || a.driver - b.driver);
    const driver = soonest?.driver ?? -1;
    left.delete(driver);
    return { request, driver };
  });
}

function batch({ waiting, free, way }: Step): readonly Pair[] {
  // With too few drivers, those who wait longest are matched, so that nobody waits for ever.
  const turn = waiting.slice(0, free.length);
  const columns = cheapestPairs(turn.map((request) => free.map((driver) => way(request, driver))));
  return turn.map((request, row) => ({ request, driver: free[columns[row] ?? 0] ?? -1 }));
}

function wayTo(request: DayRequest, car: Car | undefined, seconds: Seconds): number {
  return car ? seconds(car.at, request.pickup) : Number.MAX_SAFE_INTEGER;
}

function drive(trip: Pair & { car: Car | undefined; now: number; seconds: Seconds }): Served {
  const { request, driver, car, now, seconds } = trip;
  if (!car) throw new Error('no such driver');
  const pace = RUSH.some(({ from, to }) => now >= from && now < to) ? RUSH_SHARE : 1;
  const arriveSeconds = now + Math.round(seconds(car.at, request.pickup) / pace);
  car.freeAtSeconds = arriveSeconds + Math.round(seconds(request.pickup, request.dropoff) / pace);
  car.at = request.dropoff;
  return { ...request, driver, waitSeconds: arriveSeconds - request.atSeconds };
}
