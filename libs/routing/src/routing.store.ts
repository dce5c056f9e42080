import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { ClosureRow } from './entities/closure.entity.ts';
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

/** Reads of routing. Nothing is written here: writes go through the pipeline. */
@Injectable()
export class RoutingStore {
  readonly #places: Repository<PlaceRow>;
  readonly #zones: Repository<ZoneRow>;
  readonly #closures: Repository<ClosureRow>;

  constructor(
    @InjectRepository(PlaceRow) places: Repository<PlaceRow>,
    @InjectRepository(ZoneRow) zones: Repository<ZoneRow>,
    @InjectRepository(ClosureRow) closures: Repository<ClosureRow>,
  ) {
    this.#places = places;
    this.#zones = zones;
    this.#closures = closures;
  }

  /** Places, and what is in force or will be. */
  async map(nowMs: number): Promise<StoredMap> {
    const notOver = [{ toMs: IsNull() }, { toMs: MoreThan(nowMs) }];
    const [places, zones, closures] = await Promise.all([
      this.#places.find(),
      this.#zones.find({ where: notOver }),
      this.#closures.find({ where: notOver }),
    ]);
    return { places, zones, closures };
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
