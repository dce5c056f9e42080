/** Every acceptance row, by chapter. */
import type { Row } from '../row.ts';
import { complianceRows } from './compliance.ts';
import { pricingRows } from './pricing.ts';
import { ridesRows } from './rides.ts';
import { routingRows } from './routing.ts';
import { safetyRows } from './safety.ts';
import { supportRows } from './support.ts';
import { syncRows } from './sync.ts';

/** One chapter of the page; its rows share a letter. */
export interface Chapter {
  readonly name: string;
  readonly letter: string;
  readonly rows: readonly Row[];
}

/** In the order of the page. */
export const CHAPTERS: readonly Chapter[] = [
  { name: 'Rides', letter: 'R', rows: ridesRows },
  { name: 'Pricing', letter: 'P', rows: pricingRows },
  { name: 'Safety', letter: 'S', rows: safetyRows },
  { name: 'Routing', letter: 'G', rows: routingRows },
  { name: 'Support', letter: 'U', rows: supportRows },
  { name: 'Compliance', letter: 'C', rows: complianceRows },
  { name: 'Sync', letter: 'Y', rows: syncRows },
];
