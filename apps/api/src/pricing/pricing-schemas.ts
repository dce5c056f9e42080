import { PRICING_LIMITS, tariffSchema, TENDER_CURRENCIES } from '#pricing';
import { rideIdSchema, VEHICLE_CLASSES } from '#rides';
import { uuidSchema } from '#sync/client';
import { z } from 'zod';
import { actorSchema, centsSchema, msSchema, namedOutcomeSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { named } from '../openapi/schemas.ts';
import { etaSchema } from '../routing/routing-schemas.ts';

const cents = centsSchema;
const ms = msSchema;

named('Tariff', tariffSchema);

// Whether it is a place in Barbados is for the quote to say, with a code of its own for each way in which it is not.
const point = z.strictObject({ lat: z.number(), lon: z.number() }).meta({ id: 'Point' }).describe('WGS 84 degrees');

export const quoteBody = z.strictObject({
  pickup: point,
  dropoff: point,
  stops: z.array(point).max(20).optional().describe(`Onward destinations, at most ${PRICING_LIMITS.stopsMax}`),
  vehicleClass: z.string().max(20).optional().describe('Z (taxi, the default) or ZM (maxi-taxi)'),
  atMs: z.int().optional().describe('Time of the trip, in milliseconds since 1970; now, if you do not say'),
  waitingMs: z.number().optional().describe('How long the driver is to wait'),
  extras: z
    .array(z.string().max(60))
    .max(20)
    .optional()
    .describe('What a driver would like to charge for: refused where the law does'),
  discountId: z.string().max(60).optional(),
});

const line = z
  .object({
    lineId: z.string(),
    kind: z.string(),
    label: z.string(),
    basis: z.string().describe('The law or decision behind it'),
    assumed: z.boolean().describe('No source was found for it'),
    quantity: z.object({ value: z.int(), unit: z.enum(['m', 'min']) }).nullable(),
    netCents: cents,
    taxCents: cents,
    amountCents: cents,
  })
  .meta({ id: 'FareLine' });

const platformFee = z
  .object({
    payer: z.enum(['rider', 'driver']),
    netCents: cents,
    taxCents: cents,
    grossCents: cents,
    treatment: z.enum(['exempt', 'standard']),
    taxBasisPoints: z.int(),
    basis: z.string(),
    assumed: z.boolean(),
  })
  .meta({ id: 'PlatformFee' });

const assumption = z
  .object({
    about: z.string(),
    status: z.enum(['inferred', 'assumed']),
    asOf: z.string(),
    source: z.string(),
  })
  .meta({ id: 'Assumption' });

const legalCap = z
  .object({
    capCents: cents,
    tariffVersion: z.string(),
    classPercent: z.int(),
    publishedRowId: z.string().nullable(),
    assumed: z.boolean(),
  })
  .meta({ id: 'LegalCap' });

export const quoteSchema = z
  .object({
    currency: z.literal('BBD'),
    fareCents: cents.describe('What the rider pays by card, in Barbados cents'),
    cashDueCents: cents.describe('What the rider pays in cash: to 5 cents, never above the legal cap'),
    lines: z.array(line).describe('They sum to fareCents'),
    legalCapCents: cents.describe('The most the law allows, as far as it is known'),
    legalCap,
    meterFareCents: cents.describe('The regulated fare, before discounts and fees'),
    driverPayCents: cents,
    discountCents: cents,
    platformFee,
    upwardCapCents: cents.describe('The most by which the fare can rise if the rider changes the ride'),
    fareCentsMax: cents,
    tariffVersion: z.string(),
    mapVersion: z.string(),
    graphVersion: z.string(),
    distanceMeters: z.int(),
    toleranceMeters: z.int(),
    distanceMethod: z.string(),
    eta: etaSchema
      .nullable()
      .describe('Around closures and slowly through slow zones; null: with the roads that are shut there is no way'),
    vehicleClass: z.enum(VEHICLE_CLASSES),
    discountId: z.string().nullable(),
    atMs: ms,
    atLocal: z.string(),
    validUntilMs: ms.describe('Until when this tariff’s page may be quoted from'),
    honouredUntilMs: ms.describe('Until when a booking with this quote stands'),
    assumptions: z.array(assumption).describe('What no source confirms: show it to whoever pays'),
    attribution: z.string().describe('Show it wherever map data shows'),
  })
  .meta({ id: 'Quote' });

export const ridePath = z.strictObject({ rideId: rideIdSchema.describe('The ride') });

const receiptPlace = z
  .object({
    lat: z.number(),
    lon: z.number(),
    near: z.string().nullable().describe('The nearest named place'),
    parish: z.string().nullable(),
  })
  .meta({ id: 'ReceiptPlace' });

const receiptLine = line.omit({ lineId: true, kind: true }).meta({ id: 'ReceiptLine' });

export const receiptSchema = z
  .object({
    rideId: z.string(),
    audience: z.enum(['rider', 'driver']),
    kind: z.enum(['ride', 'cancellation']),
    currency: z.literal('BBD'),
    tripAtMs: ms,
    tripAtLocal: z.string(),
    pickup: receiptPlace.nullable().describe('Where the ride began; null: nobody went anywhere'),
    dropoff: receiptPlace.nullable().describe('Where the ride ended'),
    vehicleClass: z.string(),
    distanceMeters: z.int().nullable(),
    toleranceMeters: z.int().nullable(),
    distanceIsEstimate: z.boolean(),
    lines: z.array(receiptLine),
    fareCents: cents,
    fareText: z.string(),
    explanation: z.string(),
    quotedFareCents: cents.nullable(),
    differenceCents: cents.nullable().describe('The ride as it was, less the quote'),
    meterFareCents: cents.describe('What the tariff says for the ride as it was'),
    legalCapCents: cents,
    discountCents: cents,
    driverPayCents: cents
      .nullable()
      .describe('A discount does not lower it. Null: a rider’s receipt without a discount'),
    vat: z.object({ ride: z.object({ treatment: z.string(), taxCents: cents }), platformFee }),
    payments: z.array(
      z.object({
        currency: z.enum(TENDER_CURRENCIES),
        tenderedCents: z.int(),
        changeCents: cents,
        keptCents: cents,
        recordedAtMs: ms,
      }),
    ),
    refunds: z.array(z.object({ refundCents: cents, reason: z.string(), refundedAtMs: ms })),
    paidCents: cents,
    openCents: cents.describe('Below zero: more was paid than is due, and is owed back'),
    tariffVersion: z.string(),
    tariffHash: z.string(),
    mapVersion: z.string().nullable().describe('The map that the distances were measured on'),
    graphVersion: z.string().nullable().describe('The roads that the map was made from'),
    attribution: z.string().nullable().describe('Show it wherever distances show'),
    feeRowId: z.string().nullable(),
    assumptions: z.array(assumption),
    settledAtMs: ms,
  })
  .meta({ id: 'Receipt' });

const fareFields = {
  rideId: z.string(),
  kind: z.enum(['ride', 'cancellation']),
  rule: z.string().describe('How the fare came about: `quote_stands`, `quote_is_lower`, …'),
  fareCents: cents,
  lines: z.array(line).describe('They sum to fareCents'),
  meterFareCents: cents.describe('What the tariff says for the ride as it was'),
  legalCapCents: cents,
  driverPayCents: cents.describe('A discount does not lower it'),
  discountCents: cents,
  quotedFareCents: cents.nullable(),
  differenceCents: cents.nullable().describe('The ride as it was, less the quote'),
  boundCents: cents.nullable().describe('Up to this difference the quote stands'),
  upwardCapCents: cents.nullable(),
  vehicleClass: z.enum(VEHICLE_CLASSES),
  tariffVersion: z.string(),
  feeRowId: z.string().nullable(),
  distanceMeters: z.int().nullable(),
  toleranceMeters: z.int().nullable(),
  mapVersion: z.string().nullable().describe('The map that the distances were measured on'),
  graphVersion: z.string().nullable().describe('The roads that the map was made from'),
  attribution: z.string().nullable().describe('Show it wherever distances show'),
  tripAtMs: ms,
  tripAtLocal: z.string(),
  refundedCents: cents,
  settledAtMs: ms,
  platformFee,
  assumptions: z.array(assumption),
} as const;

/** A fare as both parties see it. */
export const fareSchema = z
  .object({
    ...fareFields,
    cashDueCents: cents.describe(
      'The fare in cash: to 5 cents, never above the legal cap. What the driver asks for, and what `pricing.recordCash` takes as `cashDueCents`',
    ),
  })
  .meta({ id: 'Fare' });

const subject = personIdSchema;
const { graphVersion: _graph, attribution: _attribution, ...storedFareFields } = fareFields;

/** A fare with all that was posted for it, for staff. */
export const opsFareSchema = z
  .object({
    fare: z.object({
      ...storedFareFields,
      riderId: subject,
      driverId: subject.nullable(),
      rideTaxCents: cents,
      rideTaxTreatment: z.enum(['exempt', 'standard']),
      legalCap: legalCap.nullable(),
      reproducedQuoteCents: cents.nullable().describe('What the server makes of the quote'),
      recomputedFareCents: cents.nullable(),
      tariffHash: z.string(),
      tariffInForceVersion: z.string(),
      tripAtUtc: z.string(),
      facts: z.looseObject({}).nullable().describe('What it was settled by'),
      calledOff: z.looseObject({}).nullable(),
    }),
    payments: z.array(
      z.looseObject({ paymentId: z.string(), keptCents: cents, fareCents: cents, cashDueCents: cents }),
    ),
    refunds: z.array(z.looseObject({ refundId: z.string(), refundCents: cents, reason: z.string() })),
    entries: z.array(
      z.object({
        entryId: z.string(),
        reason: z.string(),
        rideId: z.string(),
        driverId: subject.nullable(),
        lines: z.array(z.object({ account: z.string(), amountCents: cents })).describe('They sum to zero'),
        postedAtMs: ms,
      }),
    ),
  })
  .meta({ id: 'StaffFare' });

const summaryFields = {
  version: z.string(),
  status: z.enum(['proposed', 'published']),
  documentHash: z.string().describe('SHA-256 of the document as canonical JSON: an approval names it'),
  proposedBy: actorSchema,
  proposedAtMs: ms,
  approvedBy: actorSchema.nullable(),
  approvedAtMs: ms.nullable(),
  effectiveFromMs: ms,
  effectiveToMs: ms.nullable().describe('When the next tariff takes over'),
  honouredUntilMs: ms.describe('The latest date that a signed page promised'),
  commit: z.int(),
} as const;

const tariffSummary = z.object({ ...summaryFields, title: z.string() }).meta({ id: 'TariffSummary' });

export const tariffsSchema = z.object({ tariffs: z.array(tariffSummary) });
export const tariffRecordSchema = z.object({ ...summaryFields, document: tariffSchema }).meta({ id: 'TariffRecord' });

const outcome = namedOutcomeSchema;

/** What proposing or approving a tariff answers. */
export const tariffWrittenSchema = z
  .object({ outcome, tariff: tariffSummary.nullable() })
  .meta({ id: 'TariffWritten' });
export const refundWrittenSchema = z.object({ outcome, refundId: z.string() }).meta({ id: 'RefundWritten' });

export const recomputationSchema = z
  .object({
    rideId: z.string(),
    same: z.boolean().describe('Everything came out as it is stored'),
    storedFareCents: cents,
    recomputedFareCents: cents.nullable(),
    differences: z.array(z.string()),
  })
  .meta({ id: 'FareReplay' });

export const approveBody = z.strictObject({
  documentHash: z.string().describe('Of the tariff that you looked at, as the list gives it'),
});

export const refundBody = z.strictObject({
  refundId: uuidSchema.optional().describe('Made by the caller; without it the server makes one from your key'),
  refundCents: z.int().min(1).max(PRICING_LIMITS.amountCentsMax).describe('Barbados cents'),
  reason: z.string().min(1).max(PRICING_LIMITS.textCharsMax),
});
