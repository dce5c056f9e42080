import { readFileSync } from 'node:fs';
import type { FirstMapPage } from '../src/rules/map/map-page.ts';

/** A page as it was published in November 2026: what fares of then were made with. */
export function firstMapPage(): FirstMapPage {
  const page: unknown = JSON.parse(readFileSync(new URL('first-map-page.json', import.meta.url), 'utf8'));
  return page as FirstMapPage;
}
