import { COVERAGE_LIMITS, ROUTING_LIMITS } from '#routing';
import { z } from 'zod';
import { msSchema, namedOutcomeSchema } from '../openapi/common-schemas.ts';
import { queryDegrees, queryInteger, queryIntegers } from '../rest/query.ts';

const LIMITS = ROUTING_LIMITS;

const { latDegreesMin, latDegreesMax, lonDegreesMin, lonDegreesMax } = LIMITS;
export const pointQuery = {
  lat: queryDegrees({ min: latDegreesMin, max: latDegreesMax }).describe('Degrees north'),
  lon: queryDegrees({ min: lonDegreesMin, max: lonDegreesMax }).describe('Degrees east'),
};

export const placesQuery = z.strictObject({
  q: z.string().max(LIMITS.searchCharsMax).default('').describe('Some of the name; without it, all places'),
  limit: queryInteger({ min: 1, max: LIMITS.placesPerAnswerMax }).default(10).describe('Most places'),
});

export const placesAtQuery = z.strictObject(pointQuery);

export const placePath = z.strictObject({ placeId: z.string().max(60).describe('As lists of places give it') });

const point = z.strictObject({ lat: z.number(), lon: z.number() }).meta({ id: 'RoutePoint' });
const stop = z
  .union([point, z.strictObject({ placeId: z.string().max(60) })])
  .describe('A point in degrees, or a place by its id');
export type Stop = z.infer<typeof stop>;

/** From here to there, or through several stops. */
const prefer = z
  .enum(['auto', 'coverage', 'time'])
  .default('auto')
  .describe(
    `\`coverage\`: a way with more contact, if it takes at most ${COVERAGE_LIMITS.longerPercentMax} % longer. \`auto\`: that, from 20:00 to 5:00 only. \`time\`: never`,
  );
export const routeBody = z.union([
  z.strictObject({ from: stop, to: stop, prefer }),
  z.strictObject({ stops: z.array(stop).min(2).max(LIMITS.waypointsMax), prefer }),
]);
export type RouteBody = z.infer<typeof routeBody>;

export const isochroneQuery = z.strictObject({
  ...pointQuery,
  minutes: queryIntegers({ min: 1, max: LIMITS.isochroneMinutesMax, countMax: 4 })
    .default([10, 20])
    .describe('How far one gets in so many minutes'),
});

/** The number of points is checked apart, for a problem of its own. */
export const matchBody = z.union([
  z.strictObject({
    points: z
      .array(z.strictObject({ lat: z.number(), lon: z.number(), atMs: z.int().min(0).optional() }))
      .describe(`At most ${LIMITS.trailPointsMax}, in the order recorded`),
  }),
  z.strictObject({
    packed: z
      .string()
      .describe(
        'The same as the phone library packs it: about a ninth of the bytes, repeats left out, a space for a gap',
      ),
  }),
]);

const atMs = msSchema.nullable();
const corner = z.strictObject({ lat: z.number(), lon: z.number() });

export const closureBody = z.strictObject({
  closureId: z.string().optional().describe('Made by the caller; without it the server makes one from your key'),
  reason: z.string(),
  edges: z.array(z.string()).describe('Stretches of the skeleton, `BATH-CATT`: see `GET /v1/book/map`'),
  points: z.array(corner).default([]).describe('Points on the road, for a server with the full road network'),
  fromMs: atMs.default(null).describe('From when; null: from now on'),
  toMs: atMs.default(null).describe('Until when; null: until it is lifted'),
});

export const zoneBody = z.strictObject({
  zoneId: z.string().optional(),
  kind: z.enum(['no_pickup', 'weak_coverage', 'slow']),
  name: z.string(),
  reason: z.string(),
  rings: z.array(z.array(corner)).describe('Corners; the first one is not said again'),
  fromMs: atMs.default(null),
  toMs: atMs.default(null),
  assumed: z.boolean().default(false),
});

export const endZoneBody = z.strictObject({ atMs: atMs.default(null) }).nullish();
export const rowPath = z.strictObject({ id: z.string().max(60).describe('As the list gives it') });

const latLon = z.object({ lat: z.number(), lon: z.number() });

const source = {
  method: z.enum(['valhalla', 'matrix']).describe('Who answered: the road engine, or the table that phones have too'),
  graphVersion: z.string(),
  mapVersion: z.string(),
  schematic: z.boolean().describe('Lines are not the true shape of the roads'),
  attribution: z.string(),
  closureIds: z.array(z.string()).describe('Closures in force that the answer goes around, or would'),
  unplacedClosureIds: z
    .array(z.string())
    .describe('Closures in force that are not found on these roads: the answer may lead through them'),
};

/** When one arrives, as every answer with a trip says it. */
export const etaSchema = z
  .object({
    p10Seconds: z.int(),
    p50Seconds: z.int(),
    p90Seconds: z.int(),
    parametersVersion: z.string(),
    assumed: z.boolean().describe('Not learnt from actual trips of Barbados'),
  })
  .meta({ id: 'Eta' })
  .describe('One trip in ten is quicker than p10, one in ten slower than p90');

const coverageAnswer = z.object({
  reason: z
    .enum(['not_preferred', 'full_contact', 'none_better', 'more_contact'])
    .describe('Why this way: `more_contact` is another than the best one, for its contact'),
  silentMeters: z.int().describe('Metres through areas where phones are often out of contact'),
  silences: z.array(
    z.object({
      fromMeters: z.int(),
      toMeters: z.int(),
      zoneIds: z.array(z.string()),
      assumed: z.boolean(),
      fromAtMs: z.int().describe('When the car may be there, at the earliest'),
      backByMs: z.int().nullable().describe('When contact is expected again, nine times in ten; null: not on this way'),
    }),
  ),
  extraSeconds: z
    .int()
    .describe('Against the best way; below zero where the best is the shortest and not the quickest'),
  extraMeters: z.int(),
  silentMetersSpared: z.int(),
});

export const routeAnswerSchema = z.object({
  distanceMeters: z.int().describe('As a car drives, around closures. Fares stand on `fareDistanceMeters`'),
  toleranceMeters: z.int().describe('Nine of ten distances are within this of the true one'),
  fareDistanceMeters: z
    .int()
    .describe('By the ruler that fares stand on: the same both ways, without closures, never shorter with a stop'),
  fareToleranceMeters: z.int().describe('Nine of ten of those are within this of the true one'),
  durationSeconds: z.int().describe('At legal speeds and without traffic, slowly through slow zones'),
  eta: etaSchema,
  coverage: coverageAnswer,
  geometry: z.object({ type: z.literal('LineString'), coordinates: z.array(z.array(z.number())) }).describe('GeoJSON'),
  ...source,
});

export const isochroneAnswerSchema = z.object({
  contours: z.array(
    z.object({
      minutes: z.number(),
      geometry: z.object({
        type: z.literal('MultiPolygon'),
        coordinates: z.array(z.array(z.array(z.array(z.number())))),
      }),
    }),
  ),
  ...source,
});

export const matchAnswerSchema = z.object({
  distanceMeters: z.int().describe('Along the roads, gaps left out; nothing for a car that stands'),
  toleranceMeters: z.int(),
  gpsMeters: z
    .int()
    .describe('From place to place where the car moved: gaps, and what standing fixes jump about, are left out'),
  agrees: z.boolean().describe('Both lengths are within 5 % of each other'),
  geometry: z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(z.array(z.number()))) }),
  roads: z.array(z.string()),
  gaps: z.array(
    z.object({
      afterPoint: z.int(),
      beforePoint: z.int(),
      crowMeters: z.int(),
      ms: z.int().nullable(),
      offIslandPoints: z.int().describe('Fixes of the gap that were left out'),
    }),
  ),
  offIslandPoints: z.int().describe('Fixes left out because they lie at sea or elsewhere; each leaves a gap'),
  repeatedPoints: z.int(),
  unmatchedPoints: z.int(),
  ...source,
});

const place = z
  .object({
    placeId: z.string(),
    name: z.string(),
    kind: z.string(),
    parish: z.object({ code: z.string(), name: z.string() }),
    ...latLon.shape,
    approximate: z.boolean().describe('Known to about 300 m only'),
  })
  .meta({ id: 'Place' });
export type PlaceAnswer = z.infer<typeof place>;

const mapSource = { mapVersion: z.string(), attribution: z.string() };

export const placesAnswerSchema = z.object({
  places: z.array(place.extend({ score: z.int().describe('0 to 100: how well it fits') })),
  ...mapSource,
});
export const placeAnswerSchema = z.object({ place, ...mapSource });
export const placesAtAnswerSchema = z.object({
  parish: z.object({ code: z.string(), name: z.string() }),
  offShore: z.boolean().describe('In the sea by the drawn shore, but near enough to be taken as land'),
  outlineToleranceMeters: z.int().describe('How far a drawn border may be off'),
  nearest: z.array(place.extend({ crowMeters: z.int() })),
  zones: z.array(
    z.object({ zoneId: z.string(), kind: z.string(), name: z.string(), reason: z.string(), assumed: z.boolean() }),
  ),
  ...mapSource,
});

const rowDates = {
  fromMs: z.int().describe('In force from then on'),
  toMs: z.int().nullable().describe('And before that; null: no end is known'),
};
const outcome = namedOutcomeSchema.describe('`applied`, or `parked` until staff look at it');

export const closuresAnswerSchema = z.object({
  closures: z.array(
    z
      .object({
        closureId: z.string(),
        reason: z.string(),
        edges: z.array(z.string()).describe('Stretches of the skeleton'),
        points: z.array(z.strictObject(latLon.shape)),
        ...rowDates,
        openedAtMs: z.int(),
        liftedAtMs: z.int().nullable(),
        commit: z.int().describe('Which commit changed it last'),
      })
      .meta({ id: 'Closure' }),
  ),
});
export const zonesAnswerSchema = z.object({
  zones: z.array(
    z
      .object({
        zoneId: z.string(),
        kind: z.enum(['no_pickup', 'weak_coverage', 'slow']),
        name: z.string(),
        reason: z.string(),
        rings: z.array(z.array(z.strictObject(latLon.shape))),
        ...rowDates,
        assumed: z.boolean().describe('Nobody has confirmed it'),
        commit: z.int().describe('Which commit changed it last'),
      })
      .meta({ id: 'Zone' }),
  ),
});
export const closureWrittenSchema = z.object({ closureId: z.string(), outcome });
export const zoneWrittenSchema = z.object({ zoneId: z.string(), outcome });
export const writtenSchema = z.object({ outcome });
