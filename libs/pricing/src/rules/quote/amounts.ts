/**
 * What each line of a tariff comes to for a trip.
 *
 * Invariants: each line is rounded down to a cent by itself, so that no rounding passes the legal cap; no amount depends
 * on the order of lines.
 */
import { localMinuteOfDay } from '../local-time.ts';
import { dividedDown, MICRODOLLARS_PER_CENT, shareDown } from '../money.ts';
import { LINE_IDS, type LineWhen, type Tariff, type TariffLine, type ZoneFare } from '../tariff.ts';
import type { FareLineKind, LineQuantity } from '../fare-line.ts';
import { firstLegMeters, onwardMeters, type Trip } from './trip.ts';

/** A line of the tariff, or the zone fare in the place of some, with what it comes to. */
export interface Amount {
  readonly lineId: string;
  readonly kind: FareLineKind;
  readonly label: string;
  readonly basis: string;
  readonly assumed: boolean;
  readonly inCap: boolean;
  /** A published fare from one area to another can stand for it. */
  readonly isZoned: boolean;
  readonly quantity: LineQuantity | null;
  readonly cents: number;
}

export interface AmountsInput {
  readonly tariff: Tariff;
  readonly trip: Trip;
  /** Of the lines, for the class of vehicle. */
  readonly percent: number;
  /** The fare from area to area that replaces lines, if the table has one. */
  readonly zoneFare: ZoneFare | null;
}

const MINUTE_MS = 60_000;

/** The amounts of all lines that apply. */
export function amountsOf(input: AmountsInput): readonly Amount[] {
  const { tariff, zoneFare, percent } = input;
  const plain: Amount[] = [];
  if (zoneFare !== null) plain.push(zoneAmount(zoneFare, percent));
  for (const line of tariff.lines) {
    if (line.kind === 'percent' || (zoneFare !== null && isZoned(line))) continue;
    const amount = plainAmount(line, input.trip, percent);
    if (amount !== null) plain.push(amount);
  }
  const shares: Amount[] = [];
  for (const line of tariff.lines) {
    if (line.kind === 'percent' && holds(line.when, input.trip.atMs))
      shares.push(shareAmount(line, plain, tariff.lines));
  }
  return shares.length === 0 ? plain : [...plain, ...shares];
}

function zoneAmount(row: ZoneFare, percent: number): Amount {
  const { basis, assumed } = row;
  const label = `Fare by table (${row.rowId})`;
  const cents = dividedDown(row.cents * percent, 100);
  return {
    lineId: LINE_IDS.zone,
    kind: 'zone',
    label,
    basis,
    assumed,
    inCap: true,
    isZoned: true,
    quantity: null,
    cents,
  };
}

type PlainLine = Exclude<TariffLine, { kind: 'percent' }>;
type PercentLine = Extract<TariffLine, { kind: 'percent' }>;

function plainAmount(line: PlainLine, trip: Trip, percent: number): Amount | null {
  switch (line.kind) {
    case 'flat':
      return holds(line.when, trip.atMs) ? amountFor(line, null, dividedDown(line.cents * percent, 100)) : null;
    case 'distance':
      return perMeter(line, firstLegMeters(trip), percent);
    case 'onward':
      return onwardMeters(trip) === 0 ? null : perMeter(line, onwardMeters(trip), percent);
    default:
      return perMinute(line, dividedDown(trip.waitingMs, MINUTE_MS) - line.freeMinutes, percent);
  }
}

function perMinute(line: Extract<TariffLine, { kind: 'waiting' }>, minutes: number, percent: number): Amount | null {
  if (minutes <= 0) return null;
  const cents = dividedDown(minutes * line.centsPerMinute * percent, 100);
  return amountFor(line, { value: minutes, unit: 'min' }, cents);
}

function perMeter(line: Extract<TariffLine, { kind: 'distance' | 'onward' }>, meters: number, percent: number): Amount {
  const cents = dividedDown(meters * line.microdollarsPerMeter * percent, 100 * MICRODOLLARS_PER_CENT);
  return amountFor(line, { value: meters, unit: 'm' }, cents);
}

function shareAmount(line: PercentLine, plain: readonly Amount[], lines: readonly TariffLine[]): Amount {
  let ofCents = 0;
  const zone = plain.find(({ kind }) => kind === 'zone');
  for (const { lineId, cents } of plain) if (line.of.includes(lineId)) ofCents += cents;
  if (zone && lines.some((other) => isZoned(other) && line.of.includes(other.lineId))) ofCents += zone.cents;
  return amountFor(line, null, shareDown(ofCents, line.basisPoints));
}

function amountFor(line: TariffLine, quantity: LineQuantity | null, cents: number): Amount {
  const { lineId, kind, label, basis, assumed, inCap } = line;
  return { lineId, kind, label, basis, assumed, inCap, isZoned: isZoned(line), quantity, cents };
}

function isZoned(line: TariffLine): boolean {
  return (line.kind === 'flat' || line.kind === 'distance') && line.replacedByZoneFare;
}

/** Whether a line's dates and hours hold. Near the edge of its hours it does not hold yet. */
export function holds(when: LineWhen | null, atMs: number): boolean {
  if (when === null) return true;
  if (when.fromMs !== null && atMs < when.fromMs) return false;
  if (when.toMs !== null && atMs >= when.toMs) return false;
  return when.hours === null || isWithin(when.hours, localMinuteOfDay(atMs));
}

const DAY_MINUTES = 1440;

function isWithin(hours: NonNullable<LineWhen['hours']>, minute: number): boolean {
  const length = (hours.toMinute - hours.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  const since = (minute - hours.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  return since >= hours.bufferMinutes && since < length - hours.bufferMinutes;
}
