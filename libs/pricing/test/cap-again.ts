/**
 * The legal cap of a trip a second time, written apart from the rules and from what a tariff's rows mean: in BigInt, from
 * the request, the road's metres and the tariff as data. It knows lines, published caps and waiting; a fare by table it
 * does not know.
 */
import type { QuoteRequest, Tariff } from '#pricing/client';

type Line = Tariff['lines'][number];
type Area = Tariff['areas'][number];
type Point = QuoteRequest['pickup'];

const floor = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
};
const nearest = (dividend: bigint, divisor: bigint): bigint => floor(2n * dividend + divisor, 2n * divisor);
const microdegrees = (degrees: number): bigint => BigInt(Math.round(degrees * 1_000_000));

/** Cents that the law allows for a trip whose legs have these metres. */
export function capAgain(tariff: Tariff, request: QuoteRequest, meters: readonly number[]): number {
  if (tariff.zoneFares.some(({ use }) => use === 'fare')) throw new Error('a fare by table is not known here');
  const percent = BigInt(tariff.classes[request.vehicleClass ?? 'Z'].capPercent);
  const [first = 0, ...onward] = meters;
  const onwardMeters = onward.reduce((sum, some) => sum + some, 0);
  const plain = new Map<string, bigint>();
  for (const line of tariff.lines) plain.set(line.lineId, plainCents(line, { request, first, onwardMeters, percent }));
  let [tabled, rest] = [0n, 0n];
  for (const line of tariff.lines) {
    if (!line.inCap) continue;
    const cents = line.kind === 'percent' ? shareCents(line, plain, request) : (plain.get(line.lineId) ?? 0n);
    if ('replacedByZoneFare' in line && line.replacedByZoneFare) tabled += cents;
    else rest += cents;
  }
  const published = publishedCents(tariff, request, percent);
  return Number((published !== null && published < tabled ? published : tabled) + rest);
}

interface Asked {
  readonly request: QuoteRequest;
  readonly first: number;
  readonly onwardMeters: number;
  readonly percent: bigint;
}

function plainCents(line: Line, { request, first, onwardMeters, percent }: Asked): bigint {
  switch (line.kind) {
    case 'flat':
      return counts(line.when, request.atMs) ? floor(BigInt(line.cents) * percent, 100n) : 0n;
    case 'distance':
      return floor(BigInt(first) * BigInt(line.microdollarsPerMeter) * percent, 1_000_000n);
    case 'onward':
      return floor(BigInt(onwardMeters) * BigInt(line.microdollarsPerMeter) * percent, 1_000_000n);
    case 'waiting': {
      const minutes = floor(BigInt(request.waitingMs ?? 0), 60_000n) - BigInt(line.freeMinutes);
      return minutes > 0n ? floor(minutes * BigInt(line.centsPerMinute) * percent, 100n) : 0n;
    }
    default:
      return 0n;
  }
}

function shareCents(
  line: Extract<Line, { kind: 'percent' }>,
  plain: ReadonlyMap<string, bigint>,
  { atMs }: QuoteRequest,
): bigint {
  if (!counts(line.when, atMs)) return 0n;
  const of = line.of.reduce((sum, lineId) => sum + (plain.get(lineId) ?? 0n), 0n);
  return floor(of * BigInt(line.basisPoints), 10_000n);
}

// The island is four hours behind UTC all year.
function counts(when: Extract<Line, { kind: 'flat' }>['when'], atMs: number): boolean {
  if (when === null) return true;
  if ((when.fromMs ?? 0) > atMs || (when.toMs ?? Infinity) <= atMs) return false;
  if (when.hours === null) return true;
  const { fromMinute, toMinute, bufferMinutes } = when.hours;
  const minute = Number(floor(BigInt(atMs), 60_000n) - 240n) % 1440;
  const [from, to] = [fromMinute + bufferMinutes, toMinute - bufferMinutes];
  if (fromMinute < toMinute) return from <= minute && minute < to;
  return [minute, minute + 1440].some((at) => from <= at && at < to + 1440);
}

function publishedCents(tariff: Tariff, { pickup, dropoff }: QuoteRequest, percent: bigint): bigint | null {
  const isIn = (areaId: string, point: Point): boolean =>
    tariff.areas.some((area) => area.areaId === areaId && contains(area, point));
  const cents = tariff.zoneFares
    .filter(
      ({ from, to, bothWays }) =>
        (isIn(from, pickup) && isIn(to, dropoff)) || (bothWays && isIn(from, dropoff) && isIn(to, pickup)),
    )
    .map((row) => row.cents);
  return cents.length === 0 ? null : floor(BigInt(Math.min(...cents)) * percent, 100n);
}

// Metres to a degree at 13.19° N.
function contains({ lat, lon, radiusMeters }: Area, point: Point): boolean {
  const north = nearest(microdegrees(point.lat - lat) * 110_632n, 1_000_000n);
  const east = nearest(microdegrees(point.lon - lon) * 108_402n, 1_000_000n);
  return north * north + east * east <= BigInt(radiusMeters) ** 2n;
}
