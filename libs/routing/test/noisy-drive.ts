/** GPS trails of a car that drives and stands, with the noise of a receiver, made up from a seed. */
import { seededRandom } from '../../../tools/routing/random.ts';
import { normal } from '../src/eta/simulated-trips.ts';
import type { LatLon } from '../src/rules/map/map-page.ts';
import type { TrailPoint } from '../src/rules/trail/trail.ts';

const METERS_PER_DEGREE = { lat: 110_632, lon: 108_402 };

type Plane = { readonly x: number; readonly y: number };

export type NoisyDrive = {
  readonly line: readonly LatLon[];
  readonly seed: number;
  /** Spread of a fix to the north and to the east. */
  readonly noiseMeters: number;
  /** Fixes are never off by more than this. */
  readonly noiseMetersMax?: number;
  /** How much of its error a fix shares with the one before: 0 jumps about, 0.95 drifts. */
  readonly drift: number;
  readonly secondsBetweenFixes: number;
  readonly metersPerSecond: number;
  /** Where on the line the car stands, from 0 to 1, and for how long. */
  readonly stands: readonly { readonly at: number; readonly seconds: number }[];
};

const START_MS = 1_795_000_000_000;

/** The trail. */
export function noisyDrive(drive: NoisyDrive): TrailPoint[] {
  const random = seededRandom(drive.seed);
  const { noiseMeters, noiseMetersMax = Number.MAX_VALUE, drift, secondsBetweenFixes: step } = drive;
  const way = wayAlong(drive.line);
  const fresh = (): Plane => ({ x: normal(random) * noiseMeters, y: normal(random) * noiseMeters });
  let error = fresh();
  const trail: TrailPoint[] = [];
  const hear = (meters: number): void => {
    const [next, share] = [fresh(), Math.sqrt(1 - drift * drift)];
    error = { x: drift * error.x + share * next.x, y: drift * error.y + share * next.y };
    const off = Math.hypot(error.x, error.y);
    if (off > noiseMetersMax) error = { x: (error.x * noiseMetersMax) / off, y: (error.y * noiseMetersMax) / off };
    const { x, y } = way.at(meters);
    const [lat, lon] = [(y + error.y) / METERS_PER_DEGREE.lat, (x + error.x) / METERS_PER_DEGREE.lon];
    trail.push({ lat, lon, atMs: START_MS + trail.length * step * 1_000 });
  };
  const stands = drive.stands
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, seconds }) => ({ at: at * way.meters, seconds }));
  for (let meters = 0; ; meters = Math.min(way.meters, meters + drive.metersPerSecond * step)) {
    hear(meters);
    while (stands[0] && meters >= stands[0].at) {
      for (let seconds = 0; seconds < stands[0].seconds; seconds += step) hear(meters);
      stands.shift();
    }
    if (meters >= way.meters) return trail;
  }
}

/** Metres of a line, in the plane that trails are measured in. */
export function lineMeters(line: readonly LatLon[]): number {
  return wayAlong(line).meters;
}

function wayAlong(line: readonly LatLon[]): { meters: number; at: (meters: number) => Plane } {
  const points = line.map(({ lat, lon }) => ({ x: lon * METERS_PER_DEGREE.lon, y: lat * METERS_PER_DEGREE.lat }));
  let total = 0;
  const ends = points.map((point, index) => {
    const before = points[index - 1] ?? point;
    return (total += Math.hypot(point.x - before.x, point.y - before.y));
  });
  const at = (meters: number): Plane => {
    const next = Math.max(
      1,
      ends.findIndex((end) => end >= meters),
    );
    const [from, to] = [points[next - 1], points[next]];
    const [begin = 0, end = 0] = [ends[next - 1], ends[next]];
    if (!from || !to) return points[0] ?? { x: 0, y: 0 };
    const share = end > begin ? Math.min(1, Math.max(0, (meters - begin) / (end - begin))) : 0;
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  };
  return { meters: total, at };
}
