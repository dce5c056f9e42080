import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { ClosureRow } from './entities/closure.entity.ts';
import { NoPickupListRow } from './entities/no-pickup-list.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import type { Closure, Place, Zone } from './state.ts';

/** What the map is made of. */
export type StoredMap = {
  readonly places: readonly (Place & Committed)[];
  readonly zones: readonly (Zone & Committed)[];
  readonly closures: readonly (Closure & Committed)[];
};

/** A row with the commit that last changed it. */
type Committed = { readonly commit: number };

/** Not what was lifted or ended before it began: that stays out of force on the day it was for. */
const comesToBe = ({ fromMs, toMs }: Pick<Zone, 'fromMs' | 'toMs'>): boolean => toMs === null || toMs > fromMs;

/** Reads of routing. Nothing is written here: writes go through the pipeline. */
@Injectable()
export class RoutingStore {
  readonly #places: Repository<PlaceRow>;
  readonly #zones: Repository<ZoneRow>;
  readonly #closures: Repository<ClosureRow>;
  readonly #lists: Repository<NoPickupListRow>;

  constructor(
    @InjectRepository(PlaceRow) places: Repository<PlaceRow>,
    @InjectRepository(ZoneRow) zones: Repository<ZoneRow>,
    @InjectRepository(ClosureRow) closures: Repository<ClosureRow>,
    @InjectRepository(NoPickupListRow) lists: Repository<NoPickupListRow>,
  ) {
    this.#places = places;
    this.#zones = zones;
    this.#closures = closures;
    this.#lists = lists;
  }

  /** Places, and what is in force or will be. */
  async map(nowMs: number): Promise<StoredMap> {
    const notOver = [{ toMs: IsNull() }, { toMs: MoreThan(nowMs) }];
    const [places, zones, closures] = await Promise.all([
      this.#places.find(),
      this.#zones.find({ where: notOver }),
      this.#closures.find({ where: notOver }),
    ]);
    return { places, zones: zones.filter(comesToBe), closures: closures.filter(comesToBe) };
  }

  /** Zones without pickups that no list holds yet: of a database that is older than the list. */
  async unlistedNoPickups(nowMs: number): Promise<readonly string[]> {
    if (await this.#lists.exists()) return [];
    const { zones } = await this.map(nowMs);
    return zones.filter(({ kind }) => kind === 'no_pickup').map(({ zoneId }) => zoneId);
  }

  /** All closures, lifted and past ones too, the newest first. */
  closures(rowsMax: number): Promise<readonly Closure[]> {
    return this.#closures.find({ order: { openedAtMs: 'DESC', closureId: 'ASC' }, take: rowsMax });
  }

  /** All zones, past ones too, the newest first. */
  zones(rowsMax: number): Promise<readonly Zone[]> {
    return this.#zones.find({ order: { fromMs: 'DESC', zoneId: 'ASC' }, take: rowsMax });
  }
}
