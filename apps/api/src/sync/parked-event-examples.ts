const at = 1_763_900_000_000;

const parked = {
  group: 'pricing.settlement',
  eventId: '0.4711.0',
  type: 'rides.ended.v1',
  key: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55',
  subject: null,
  state: 'parked',
  occurredAtMs: at,
  setAsideAtMs: at + 120,
  tries: 12,
  triedAtMs: at + 410_000,
  lastError: 'TypeError at FareSettlement.settle (settlement.service.js:48)',
  parkedAtMs: at + 410_000,
  isCorrected: false,
  resolvedAtMs: null,
};

export const parkedEventsExample = {
  items: [
    parked,
    {
      ...parked,
      eventId: '0.4731.0',
      type: 'rides.cancelled.v1',
      state: 'waiting',
      tries: 0,
      triedAtMs: null,
      lastError: null,
      parkedAtMs: null,
    },
  ],
  nextAfter: null,
};

export const parkedEventExample = {
  ...parked,
  payload: { rideId: parked.key, riderId: 'rider', driverId: 'driver', atMs: at, trip: null },
  correctedPayload: null,
  correctionHash: null,
  first: parked.eventId,
  acts: [
    {
      act: 'replay',
      atMs: at + 900_000,
      by: 'support-a',
      note: 'The map is published now.',
      payload: null,
      tookEffect: true,
    },
  ],
};

export const correctionExamples = {
  'A trip that was missing': {
    value: {
      payload: { rideId: parked.key, riderId: 'rider', driverId: 'driver', atMs: at, claimedAtMs: null },
      note: 'The trip was written as null; without it the ride is left open.',
    },
  },
};

export const replayExamples = { 'The handler is mended': { value: { note: 'Mended in 1.4.2.' } } };
export const discardExamples = { 'Settled by hand': { value: { note: 'Refunded by hand, ticket 88.' } } };
export const replayAllExamples = {
  'After a release': { value: { group: 'pricing.settlement', note: 'Mended in 1.4.2.' } },
};
export const replayAllExample = { asked: 17, left: 0 };

export const groupsExample = {
  groups: [
    { group: 'pricing.settlement', isKnown: true, isRead: true, commit: 4_731, keepsSinceMs: null },
    { group: 'rides.greeting', isKnown: false, isRead: false, commit: 512, keepsSinceMs: at },
  ],
};
