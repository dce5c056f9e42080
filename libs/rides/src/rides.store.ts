import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { DriverRow } from './entities/driver.ts';
import { RideRow } from './entities/ride.ts';
import { RIDE_LIMITS } from './limits.ts';
import type { Driver, Ride, RideStatus } from './state.ts';

/** Where a page of rides ended: the next one begins behind it. Newest rides come first. */
export interface RidesCursor {
  readonly requestedAtMs: number;
  readonly rideId: string;
}

export interface RidesPage {
  readonly rides: readonly Ride[];
  /** Null: there are no more. */
  readonly next: RidesCursor | null;
}

export interface PageRequest {
  readonly after: RidesCursor | null;
  /** At most RIDE_LIMITS.pageRidesMax. */
  readonly limit: number;
}

export interface RidesFilter {
  readonly statuses?: readonly RideStatus[];
  /** Asked for at this time or later, and before that one; milliseconds since 1970. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly riderId?: string;
  readonly driverId?: string;
}

/** Which drivers, and how many. */
export interface DriversRequest {
  /** Null: whether on duty or not. */
  readonly online: boolean | null;
  /** The last one of the page before; null: from the first. */
  readonly after: string | null;
  /** At most RIDE_LIMITS.pageRidesMax. */
  readonly limit: number;
}

/** An offer that is out. */
export interface OpenOffer {
  readonly rideId: string;
  readonly offerNumber: number;
}

/** A ride whose wait is over. */
export interface EndedWait {
  readonly rideId: string;
  readonly queuedAtMs: number | null;
}

/** Reads of rides. Nothing is written here: writes go through the pipeline. */
@Injectable()
export class RidesStore {
  readonly #rides: Repository<RideRow>;
  readonly #drivers: Repository<DriverRow>;

  constructor(
    @InjectRepository(RideRow) rides: Repository<RideRow>,
    @InjectRepository(DriverRow) drivers: Repository<DriverRow>,
  ) {
    this.#rides = rides;
    this.#drivers = drivers;
  }

  /** A ride, or null. */
  ride(rideId: string): Promise<Ride | null> {
    return this.#rides.findOneBy({ rideId });
  }

  /** A driver, or null. */
  driver(driverId: string): Promise<Driver | null> {
    return this.#drivers.findOneBy({ driverId });
  }

  /** The rides that fit all of a filter, the newest first. */
  async ridesWhere(filter: RidesFilter, { after, limit }: PageRequest): Promise<RidesPage> {
    const query = this.#rides.createQueryBuilder('ride');
    narrow(query, filter);
    if (after) query.andWhere('(ride.requestedAtMs, ride.rideId) < (:requestedAtMs, :rideId)', after);
    const rides = await query
      .orderBy('ride.requestedAtMs', 'DESC')
      .addOrderBy('ride.rideId', 'DESC')
      .limit(limit + 1)
      .getMany();
    return toPage(rides, limit);
  }

  /** Rides that wait for a driver, the longest waiting first. */
  waitingRides(): Promise<Ride[]> {
    return this.#rides.find({
      where: { status: 'requested' },
      order: { queuedAtMs: 'ASC', rideId: 'ASC' },
      take: RIDE_LIMITS.waitingRidesPerEventMax,
    });
  }

  /** Drivers by their ids. `next` is the last one of this page; null: there are no more. */
  async driversWhere(request: DriversRequest): Promise<{ drivers: readonly Driver[]; next: string | null }> {
    const { online, after, limit } = request;
    const query = this.#drivers
      .createQueryBuilder('driver')
      .orderBy('driver.driverId', 'ASC')
      .limit(limit + 1);
    if (after !== null) query.andWhere('driver.driverId > :after', { after });
    if (online !== null) query.andWhere('driver.online = :online', { online });
    const found = await query.getMany();
    const drivers = found.slice(0, limit);
    return { drivers, next: found.length > limit ? (drivers.at(-1)?.driverId ?? null) : null };
  }

  /** Drivers who are online and have nothing to do. */
  freeDrivers(): Promise<Driver[]> {
    return this.#drivers
      .createQueryBuilder('driver')
      .where('driver.online AND driver.activeRideId IS NULL AND driver.offeredRideId IS NULL')
      .limit(RIDE_LIMITS.freeDriversMax)
      .getMany();
  }

  /** Rides that have waited to the end, as `rules/wait-end.ts` says it; those wanted first come first. */
  endedWaits(nowMs: number): Promise<readonly EndedWait[]> {
    const { giveUpLeadMs, giveUpOfferedLeadMs, giveUpsPerPollMax, waitMsMax } = RIDE_LIMITS;
    return this.#rides
      .createQueryBuilder('ride')
      .where(
        `ride.status IN ('requested', 'offered') AND (
          ride.status = 'requested' AND ride.wantedUntilMs <= :untilMs
          OR ride.status = 'offered' AND ride.wantedUntilMs <= :offeredUntilMs
          OR ride.wantedUntilMs IS NULL AND ride.queuedAtMs <= :sinceMs)`,
        { untilMs: nowMs + giveUpLeadMs, offeredUntilMs: nowMs + giveUpOfferedLeadMs, sinceMs: nowMs - waitMsMax },
      )
      .orderBy('ride.wantedUntilMs', 'ASC')
      .limit(giveUpsPerPollMax)
      .getMany();
  }

  /** Offers whose time is over, the oldest first. */
  async expiredOffers(nowMs: number): Promise<readonly OpenOffer[]> {
    const rides = await this.#rides
      .createQueryBuilder('ride')
      .where("ride.status = 'offered' AND ride.offerExpiresAtMs <= :nowMs", { nowMs })
      .orderBy('ride.offerExpiresAtMs', 'ASC')
      .limit(RIDE_LIMITS.expiredOffersPerPollMax)
      .getMany();
    return rides.map(({ rideId, offerCount }) => ({ rideId, offerNumber: offerCount }));
  }
}

function narrow(query: SelectQueryBuilder<RideRow>, filter: RidesFilter): void {
  const { statuses, riderId, driverId, fromMs, toMs } = filter;
  if (fromMs !== undefined) query.andWhere('ride.requestedAtMs >= :fromMs', { fromMs });
  if (toMs !== undefined) query.andWhere('ride.requestedAtMs < :toMs', { toMs });
  if (statuses !== undefined) query.andWhere('ride.status = ANY(:statuses)', { statuses });
  if (riderId !== undefined) query.andWhere('ride.riderId = :riderId', { riderId });
  if (driverId !== undefined) query.andWhere('ride.driverId = :driverId', { driverId });
}

function toPage(rides: readonly Ride[], limit: number): RidesPage {
  const page = rides.slice(0, limit);
  const last = page.at(-1);
  const next = rides.length > limit && last ? { requestedAtMs: last.requestedAtMs, rideId: last.rideId } : null;
  return { rides: page, next };
}
