import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';

const sosArgs = z.strictObject({ sosId: z.string().max(40), lat: z.number(), lon: z.number() });

/**
 * Stands for a call for help: of priority emergency, needing no row and changing none. Planted in the measured server and handed to its
 * phone, because the product has no emergency mutation yet.
 */
export const sos = defineMutation({
  name: 'bench.sos',
  summary: 'Calls for help, in this measurement only.',
  roles: ['rider'],
  priority: 'emergency',
  args: sosArgs,
  codes: {},
  lane: ({ sosId }) => ({ kind: 'bench', id: sosId }),
  needs: () => ({}),
  decide: () => applied({}),
});
