import { PageSource, type Json, type PageContent } from '#sync/client';
import { Injectable } from '@nestjs/common';
import { MapPages } from './map-pages.service.ts';

/** The page `map` of the book: roads, places, closures and zones as they are now. */
@Injectable()
export class MapPageSource extends PageSource {
  readonly #pages: MapPages;

  constructor(pages: MapPages) {
    super();
    this.#pages = pages;
  }

  override async current(): Promise<PageContent> {
    const page = await this.#pages.current();
    return { contentVersion: page.mapVersion, content: page as unknown as Json };
  }
}
