/**
 * The tariff: what a ride costs by law and by Bimride's choice, as one dated document.
 *
 * Invariants: everything a law or a person can change is in here and nothing of it in code, but for the coins of cash; every line names its legal
 * basis and says whether it is assumed; the order of lines and rows means nothing; a published tariff never changes.
 */
import { VEHICLE_CLASSES } from '#rides/contracts';
import { timeMsSchema } from '#sync/client';
import { z } from 'zod';
import { PRICING_LIMITS } from '../limits.ts';

const { idCharsMax, textCharsMax, tariffCentsMax, tariffLinesMax, tariffRowsMax } = PRICING_LIMITS;

const id = z
  .string()
  .max(idCharsMax)
  .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, 'lower case letters, digits, dots, dashes');
const text = z.string().min(1).max(textCharsMax);
const cents = z.int().min(0).max(tariffCentsMax);
const basisPoints = z.int().min(0).max(PRICING_LIMITS.basisPointsMax);
const minuteOfDay = z.int().min(0).max(1439);
const percent = z.int().min(1).max(PRICING_LIMITS.classPercentMax);

/** The version of a tariff: `v2023-01-07`. */
export const tariffVersionSchema = z
  .string()
  .max(idCharsMax)
  .regex(/^v[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?$/, 'v, then lower case letters, digits, dots, dashes');

/** Hours of the day on the island. Within `bufferMinutes` of either edge it does not hold yet: in the rider's favour. */
const hours = z.strictObject({
  fromMinute: minuteOfDay,
  toMinute: minuteOfDay,
  bufferMinutes: z.int().min(0).max(120),
});

/** When a line counts, by the time of the trip. Null: at all hours, from the beginning, without end. */
const when = z.strictObject({
  hours: hours.nullable(),
  fromMs: timeMsSchema.nullable(),
  toMs: timeMsSchema.nullable(),
});
export type LineWhen = z.infer<typeof when>;

const common = {
  lineId: id,
  label: text,
  /** The law or the decision behind it. */
  basis: text,
  /** No source was found for it: shown to whoever pays. */
  assumed: z.boolean(),
  /** The law allows it: it counts towards the legal cap. */
  inCap: z.boolean(),
};

/** One line of a tariff. */
export const tariffLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flat'), ...common, cents, when: when.nullable(), replacedByZoneFare: z.boolean() }),
  z.strictObject({
    kind: z.literal('distance'),
    ...common,
    microdollarsPerMeter: z.int().min(0).max(PRICING_LIMITS.microdollarsPerMeterMax),
    replacedByZoneFare: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('onward'),
    ...common,
    microdollarsPerMeter: z.int().min(0).max(PRICING_LIMITS.microdollarsPerMeterMax),
  }),
  z.strictObject({
    kind: z.literal('waiting'),
    ...common,
    freeMinutes: z.int().min(0).max(120),
    centsPerMinute: cents,
  }),
  z.strictObject({
    kind: z.literal('percent'),
    ...common,
    basisPoints,
    of: z.array(id).min(1).max(tariffLinesMax),
    when: when.nullable(),
  }),
]);
export type TariffLine = z.infer<typeof tariffLineSchema>;

const area = z.strictObject({
  areaId: id,
  label: text,
  lat: z.number().min(13).max(13.4),
  lon: z.number().min(-59.7).max(-59.4),
  radiusMeters: z.int().min(1).max(PRICING_LIMITS.areaRadiusMetersMax),
});
export type TariffArea = z.infer<typeof area>;

/** A fare from one area to another: it replaces the lines that say so, or it is the most the law allows for them. */
const zoneFare = z.strictObject({
  rowId: id,
  use: z.enum(['fare', 'cap']),
  from: id,
  to: id,
  bothWays: z.boolean(),
  cents,
  basis: text,
  assumed: z.boolean(),
});
export type ZoneFare = z.infer<typeof zoneFare>;

const tax = z.strictObject({
  fromMs: timeMsSchema,
  treatment: z.enum(['exempt', 'standard']),
  basisPoints,
  basis: text,
  assumed: z.boolean(),
});
export type TaxRow = z.infer<typeof tax>;
export type TaxTreatment = TaxRow['treatment'];

const platformFee = z.strictObject({
  fromMs: timeMsSchema,
  /** Who pays it. A rider pays it within the legal cap, never on top; a driver pays it beside the regulated pay. */
  payer: z.enum(['rider', 'driver']),
  cents,
  basisPoints,
  basis: text,
  assumed: z.boolean(),
});
export type PlatformFeeRow = z.infer<typeof platformFee>;

const discount = z.strictObject({
  discountId: id,
  label: text,
  cents,
  basisPoints: basisPoints.max(10_000),
  fromMs: timeMsSchema.nullable(),
  toMs: timeMsSchema.nullable(),
  basis: text,
});

/** What a fee row looks at. What it does not name it does not look at. */
const feeWhen = z.strictObject({
  outcome: z.enum(['cancelled', 'no_show']).optional(),
  by: z.enum(['rider', 'driver', 'dispatcher']).optional(),
  fromStatus: z.enum(['requested', 'offered', 'accepted', 'arrived', 'started', 'lapsed']).optional(),
  vehicleClass: z.enum(VEHICLE_CLASSES).optional(),
  reason: id.optional(),
  acceptedSecondsMin: z.int().min(0).max(86_400).optional(),
  arrivedSecondsMin: z.int().min(0).max(86_400).optional(),
});

const fee = z.strictObject({ rowId: id, when: feeWhen, cents, basis: text, assumed: z.boolean() });
export type FeeRow = z.infer<typeof fee>;

const assumption = z.strictObject({
  about: text,
  /** `inferred`: worked out from sources. `assumed`: no source was found. */
  status: z.enum(['inferred', 'assumed']),
  /** The month in which it was looked for: `2026-11`. */
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  source: text,
});
export type Assumption = z.infer<typeof assumption>;

const vehicleClass = z.strictObject({
  /** Of the lines, for this class. */
  percent,
  /** The most the law allows for it. */
  capPercent: percent,
  basis: text,
  assumed: z.boolean(),
});

/** A whole tariff. */
export const tariffSchema = z.strictObject({
  version: tariffVersionSchema,
  title: text,
  currency: z.literal('BBD'),
  timeZone: z.literal('America/Barbados'),
  effectiveFromMs: timeMsSchema,
  lines: z.array(tariffLineSchema).max(tariffLinesMax),
  classes: z.strictObject({ Z: vehicleClass, ZM: vehicleClass }),
  areas: z.array(area).max(tariffRowsMax),
  zoneFares: z.array(zoneFare).max(tariffRowsMax),
  refusedExtras: z.array(z.strictObject({ extra: id, basis: text })).max(tariffLinesMax),
  discounts: z.array(discount).max(tariffRowsMax),
  vat: z.strictObject({ ride: z.array(tax).min(1).max(20), platformFee: z.array(tax).min(1).max(20) }),
  platformFees: z.array(platformFee).min(1).max(20),
  settlement: z.strictObject({
    /** A ride that differs by no more than this costs what was quoted. */
    boundBasisPoints: basisPoints,
    boundCents: cents,
    /** The most by which a fare can rise after the quote. One number, shown before the ride. */
    upwardCapCents: cents,
    assumed: z.boolean(),
  }),
  fees: z.array(fee).max(tariffRowsMax),
  assumptions: z.array(assumption).max(tariffLinesMax),
  /** Credit for data within the document. */
  attribution: z.string().max(textCharsMax).nullable(),
});
export type Tariff = z.infer<typeof tariffSchema>;

/** The row of dated configuration that holds at a time: the newest that has begun; null if none has. */
export function rowAt<R extends { readonly fromMs: number }>(rows: readonly R[], atMs: number): R | null {
  let best: R | null = null;
  for (const row of rows) if (row.fromMs <= atMs && (best === null || row.fromMs > best.fromMs)) best = row;
  return best;
}

/** What is wrong with a tariff beyond its form; empty if nothing is. */
export function tariffFaults(tariff: Tariff): readonly string[] {
  const lineIds = tariff.lines.map(({ lineId }) => lineId);
  return [
    ...doubles('line', [...lineIds, ...RESERVED_LINE_IDS]),
    ...doubles('area', idsOf(tariff.areas, 'areaId')),
    ...doubles('zone fare', idsOf(tariff.zoneFares, 'rowId')),
    ...doubles('fee', idsOf(tariff.fees, 'rowId')),
    ...doubles('discount', idsOf(tariff.discounts, 'discountId')),
    ...percentFaults(tariff),
    ...zoneFaults(tariff),
    ...classFaults(tariff),
    ...datedFaults(tariff),
  ];
}

/** Ids that lines made by the computation bear. */
export const LINE_IDS = { zone: 'zone-fare', cap: 'legal-cap', platformFee: 'platform-fee', rise: 'rise-cap' } as const;
const RESERVED_LINE_IDS = Object.values(LINE_IDS);

function idsOf<K extends string>(rows: readonly { readonly [key in K]: string }[], key: K): readonly string[] {
  return rows.map((row) => row[key]);
}

function doubles(what: string, ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((value, index) => ids.indexOf(value) !== index))].map(
    (value) => `${what} ${value} is there twice or is a reserved name`,
  );
}

// A percentage of a percentage would depend on the order of lines.
function percentFaults({ lines }: Tariff): readonly string[] {
  const plain = new Set(lines.filter(({ kind }) => kind !== 'percent').map(({ lineId }) => lineId));
  return lines.flatMap((line) =>
    line.kind === 'percent'
      ? line.of
          .filter((of) => !plain.has(of))
          .map((of) => `line ${line.lineId} is a share of ${of}, which is no plain line`)
      : [],
  );
}

function zoneFaults({ areas, zoneFares }: Tariff): readonly string[] {
  const known = new Set(areas.map(({ areaId }) => areaId));
  return zoneFares.flatMap((row) =>
    [row.from, row.to]
      .filter((areaId) => !known.has(areaId))
      .map((areaId) => `zone fare ${row.rowId} names area ${areaId}`),
  );
}

function classFaults({ classes }: Tariff): readonly string[] {
  return VEHICLE_CLASSES.filter((name) => classes[name].percent > classes[name].capPercent).map(
    (name) => `class ${name} is charged above its own legal cap`,
  );
}

function datedFaults({ vat, platformFees, effectiveFromMs }: Tariff): readonly string[] {
  const missing = (what: string, rows: readonly { readonly fromMs: number }[]): readonly string[] =>
    rowAt(rows, effectiveFromMs) === null ? [`${what} has no row for the day the tariff begins`] : [];
  return [
    ...missing('VAT on rides', vat.ride),
    ...missing('VAT on the platform fee', vat.platformFee),
    ...missing('the platform fee', platformFees),
  ];
}
