/** Quotes per second on one core, and what a phone pays for checking a page: measured by `pricing-measure.ts`. */
import { measuredBy } from './measured.ts';

/** Runs the measurement to its end. */
export const run = measuredBy(new URL('../dist/bench/pricing-measure.js', import.meta.url));
