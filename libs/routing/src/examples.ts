const PORT_RING = [-59_633_000, 13_100_000, -59_626_500, 13_100_000, -59_628_500, 13_111_000];

/** Arguments of each mutation of routing that people may ask for, as the documents show them. */
export const routingExamples = {
  'routing.openClosure': {
    closureId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e60',
    reason: 'Flood at Cattlewash',
    edges: ['BATH-CATT', 'CATT-BELL'],
    points: [],
    fromMs: null,
    toMs: null,
  },
  'routing.liftClosure': { closureId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e60' },
  'routing.setZone': {
    zoneId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e61',
    kind: 'no_pickup',
    name: 'Bridgetown Port',
    reason: 'Cruise season: outside the gates only',
    rings: [PORT_RING],
    fromMs: null,
    toMs: null,
    assumed: false,
  },
  'routing.endZone': { zoneId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e61', atMs: null },
} as const;
