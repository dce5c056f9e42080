import { describe } from '@jest/globals';
import { gridNetwork } from '../../../test/grid-network.ts';
import { itIsAMetric, shippedRuler } from '../../../test/ruler-properties.ts';

// 125,000 pairs each, on other seeds than the short form.
describe('the ruler over the shipped roads', () => {
  itIsAMetric(shippedRuler(), { triples: 25_000, seed: 1 });
});

describe('the ruler over a grid of streets with one-ways, a dual carriageway and a bridge', () => {
  itIsAMetric(gridNetwork(2), { triples: 25_000, seed: 2 });
});
