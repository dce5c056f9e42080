import type { MapPage } from '#routing/client';

/** Who knows the map. The application binds it to routing. */
export abstract class MapSource {
  /** The map as it is now. Another content has another `mapVersion`. */
  abstract current(): Promise<MapPage>;
}
