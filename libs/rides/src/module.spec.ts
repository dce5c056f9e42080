import { routing } from '#routing/client';
import { sync } from '#sync/client';
import { describeModule } from '#sync/testing';
import { fieldRulesOf } from '../../../tools/docs/field-rules.ts';
import { NOW_MS } from '../test/samples.ts';
import { RIDE_SCENES } from '../test/scenes.ts';
import { rides } from './module.ts';
import { RIDE_CODES } from './rules/codes.ts';

const PARTIES = ['rider', 'driver'];

describeModule(rides, {
  on: [sync, routing],
  folders: [new URL('./mutations/', import.meta.url)],
  nowMs: NOW_MS,
  scenes: RIDE_SCENES,
  codes: RIDE_CODES,
  fields: fieldRulesOf(rides.kinds),
  views: {
    ride: {
      seenBy: [...PARTIES, 'ops:dispatch'],
      secrets: {
        riderId: ['rider', 'ops:dispatch', 'reading', 'event'],
        pinSalt: PARTIES,
        pinHash: PARTIES,
        arrivedPosition: ['driver', 'ops:dispatch'],
      },
    },
    driver: { seenBy: ['driver', 'ops:dispatch'] },
    rider: { seenBy: ['rider'] },
  },
});
