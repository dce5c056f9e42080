import type { Row } from '../row.ts';

export const routingRows: readonly Row[] = [
  {
    id: 'G1',
    holds: 'A way without a network is the same on the server and on a phone: 500 pairs, as they were laid down.',
    bite: {
      rule: 'A distance is the least that any path costs',
      file: 'libs/routing/src/rules/way/ruler.ts',
      from: 'if (total >= leastMm) continue;',
      to: 'if (total >= leastMm - 2_000) continue;',
    },
  },
  {
    id: 'G2',
    holds:
      'Each quote states its distance with a tolerance and the version of the graph, and the tolerance holds against known roads at the 95th percentile.',
    missing: 'Sixteen known distances are too few for a percentile.',
  },
  {
    id: 'G3',
    holds:
      'The importer takes the published road file of the island, and the same tests pass on it as on the shipped roads.',
    missing: 'No test runs on the published file itself.',
  },
  {
    id: 'G4',
    holds: 'The parish of a point is right for all eleven, islets and the shore included, in 10,000 random points.',
    missing: 'The points are compared with our own outlines and not with surveyed ones.',
  },
  {
    id: 'G5',
    holds:
      'The operating area, no-pickup zones and slow zones are versioned, on the phone’s pages, and asked by bookings, to the metre.',
    missing: 'Bookings do not ask the operating area.',
  },
  {
    id: 'G6',
    holds: 'Arrival times have quantiles that are calibrated on simulated trips, and a known shift of them is caught.',
    bite: {
      rule: 'A sample that differs by more than chance is called drift',
      file: 'libs/routing/src/eta/drift.ts',
      from: "verdict: compared.p < DRIFT_LIMITS.pAlarmBelow ? 'drift' : 'steady' };",
      to: "verdict: 'steady' };",
    },
  },
  {
    id: 'G7',
    holds: 'At night, or on request, a way with contact is taken where it costs little more time.',
    bite: {
      rule: 'Of the ways that take little longer, the one with more contact is taken',
      file: 'libs/routing/src/rules/way/coverage.ts',
      from: 'return silent < other || (',
      to: 'return silent < 0 || (',
    },
  },
  {
    id: 'G8',
    holds:
      'Matching one by one and in batches are compared by seed, and how fair they are to each parish is reported as a Gini coefficient.',
    bite: {
      rule: 'Fairness is the Gini coefficient of the parishes’ mean waits',
      file: 'tools/routing/fairness.ts',
      from: 'return differences.reduce((total, value) => total + value, 0) / (2 * values.length * sum);',
      to: 'return differences.length / (2 * values.length * sum);',
    },
  },
  {
    id: 'G9',
    holds:
      'Positions recorded offline are packed without doubles; gaps are marked as gaps, and never filled in the record.',
    missing: 'No positions are recorded with a ride yet.',
  },
  {
    id: 'G10',
    holds: 'A GPS trail is matched to the island’s roads; its length is within 5 % of the graph’s, or flagged.',
    missing: 'The trails are made on the shipped outline of the roads, not on the published road file.',
  },
  {
    id: 'G11',
    holds: 'Cars keep left, at the legal speeds of the class of the road.',
    bite: {
      rule: 'The graph has the legal speed of each class of road',
      file: 'libs/routing/src/graph/skeleton-osm.ts',
      from: 'maxspeed: String(ROAD_CLASSES[edge.class].speedKmPerHour),',
      to: "maxspeed: '50',",
    },
  },
  {
    id: 'G12',
    holds:
      'A closure reaches phones as a signed page, or as its difference once a page is over 64 KB; a phone without a network uses the older one and says so.',
    missing: 'A whole page is sent each time; there is no signed difference.',
  },
];
