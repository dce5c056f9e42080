// The same tests, with ten times as many quotes.
import { RUN_SIZE } from '../test/run-size.ts';

RUN_SIZE.quotes = 100_000;
await import('./phone-bundle.spec.ts');
