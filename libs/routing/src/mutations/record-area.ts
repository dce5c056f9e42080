import { applied, asPlain, defineMutation } from '#sync/client';
import { z } from 'zod';
import { operatingAreaKey } from '../contracts.ts';
import { ROUTING_LIMITS } from '../limits.ts';
import { AREA_ID } from '../rules/map/route-fault.ts';
import { areaKind } from '../views.ts';
import { microdegrees } from './arguments.ts';

const { areaShoresMax, areaStepsMax, shoreToleranceMetersMax } = ROUTING_LIMITS;
const shores = z.array(z.array(microdegrees).min(4).max(areaStepsMax).readonly()).min(1).max(areaShoresMax).readonly();

/** Bimride itself records where cars drive, as it ships. */
export const recordArea = defineMutation({
  name: 'routing.recordArea',
  summary: 'Records where cars drive.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({
    name: asPlain(z.string().min(1).max(ROUTING_LIMITS.searchCharsMax)),
    shores,
    shoreToleranceMeters: z.int().min(0).max(shoreToleranceMetersMax),
  }),
  codes: {},
  lane: () => operatingAreaKey(),
  needs: () => ({ area: operatingAreaKey() }),
  decide: ({ args }) => applied({ changes: [areaKind.put({ areaId: AREA_ID, ...args })] }),
});
