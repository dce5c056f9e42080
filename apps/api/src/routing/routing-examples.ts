/** Real trips of Barbados, for the API documents. */
export const routeExamples = {
  'Holetown to Harrison’s Cave': {
    value: { from: { lat: 13.18561, lon: -59.63729 }, to: { placeId: 'harrisons-cave' } },
  },
  'Speightstown to Four Roads at night, with contact': {
    value: { from: { placeId: 'speightstown' }, to: { placeId: 'four-roads-john' }, prefer: 'coverage' },
  },
  'Airport to Bathsheba by Six Cross Roads': {
    value: { stops: [{ placeId: 'airport' }, { placeId: 'sixcross' }, { placeId: 'bathsheba' }] },
  },
};

export const matchExamples = {
  'Along the west coast': {
    value: {
      points: [
        { lat: 13.18561, lon: -59.63729, atMs: 1_795_000_000_000 },
        { lat: 13.1892, lon: -59.6365, atMs: 1_795_000_030_000 },
        { lat: 13.1938, lon: -59.6361, atMs: 1_795_000_060_000 },
      ],
    },
  },
};

export const closureExamples = {
  'The East Coast Road under water': {
    value: { reason: 'Flood at Cattlewash', edges: ['BATH-CATT', 'CATT-BELL'] },
  },
  'Spring Garden on Kadooment Day': {
    value: {
      reason: 'Grand Kadooment',
      edges: ['PORT-UWI'],
      fromMs: 1_817_200_800_000,
      toMs: 1_817_251_200_000,
    },
  },
};

export const zoneExamples = {
  'No pickups inside the port': {
    value: {
      kind: 'no_pickup',
      name: 'Bridgetown Port',
      reason: 'Cruise season: outside the gates only',
      rings: [
        [
          { lat: 13.1, lon: -59.633 },
          { lat: 13.1, lon: -59.6265 },
          { lat: 13.111, lon: -59.6285 },
        ],
      ],
      toMs: 1_809_057_600_000,
    },
  },
};

export const endZoneExamples = { Now: { value: {} } };

const dates = { fromMs: 1_795_600_000_000, toMs: null };
const applied = { outcome: 'applied', commit: 4_711 };

/** Answers of the administration of closures and zones. */
export const closuresAnswerExample = {
  closures: [
    {
      closureId: 'flood-cattlewash',
      reason: 'Flood at Cattlewash',
      edges: ['BATH-CATT', 'CATT-BELL'],
      points: [],
      ...dates,
      openedAtMs: 1_795_600_000_000,
      liftedAtMs: null,
      commit: 4_711,
    },
  ],
};
export const zonesAnswerExample = {
  zones: [
    {
      zoneId: 'port-gates',
      kind: 'no_pickup',
      name: 'Bridgetown Port',
      reason: 'Cruise season: outside the gates only',
      rings: zoneExamples['No pickups inside the port'].value.rings,
      ...dates,
      assumed: false,
      commit: 4_711,
    },
  ],
};
export const closureWrittenExample = { closureId: 'flood-cattlewash', outcome: applied };
export const zoneWrittenExample = { zoneId: 'port-gates', outcome: applied };
export const writtenExample = { outcome: applied };
