import { MapSource } from '#pricing';
import { MapPages, type MapPage } from '#routing';
import { Injectable } from '@nestjs/common';

/** The map of the book is routing's. */
@Injectable()
export class RoutedMapSource extends MapSource {
  readonly #pages: MapPages;

  constructor(pages: MapPages) {
    super();
    this.#pages = pages;
  }

  override current(): Promise<MapPage> {
    // Asked because the map has changed: what was read a moment ago does not count.
    this.#pages.forget();
    return this.#pages.current();
  }
}
