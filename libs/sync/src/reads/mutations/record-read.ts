import { z } from 'zod';
import { applied, defineMutation } from '../../define/mutation.ts';
import { asPersonal, asPlain } from '../../define/sensitivity.ts';
import { subjectSchema } from '../../define/subject.ts';
import { uuidSchema } from '../../define/uuid.ts';
import { SYNC_LIMITS } from '../../limits.ts';
import { readKind } from '../rules/read.ts';

const { identifierCharsMax, peoplePerReadMax, reasonCharsMax, rolesPerReadMax, routeCharsMax } = SYNC_LIMITS;
const word = asPlain(z.string().min(1).max(identifierCharsMax));

/** The server writes down that staff looked at somebody, before it answers them. */
export const recordRead = defineMutation({
  name: 'sync.recordRead',
  summary: 'Writes down that staff were shown data of other people.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({
    readId: uuidSchema,
    by: subjectSchema,
    roles: z.array(word).max(rolesPerReadMax),
    route: asPlain(z.string().min(1).max(routeCharsMax)),
    about: z.array(asPersonal(z.string().max(SYNC_LIMITS.subjectCharsMax))).max(rolesPerReadMax),
    people: z.array(asPersonal(z.string().regex(/^[0-9a-f]{16}$/))).max(peoplePerReadMax),
    scopes: z.array(word).max(rolesPerReadMax),
    reason: asPersonal(z.string().min(1).max(reasonCharsMax)).nullable(),
  }),
  codes: {},
  lane: ({ readId }) => readKind.key(readId),
  needs: ({ readId }) => ({ read: readKind.key(readId) }),
  decide: ({ args, time: { nowMs }, state: { read } }) =>
    applied({ changes: read ? [] : [readKind.put({ ...args, atMs: nowMs })] }),
});
