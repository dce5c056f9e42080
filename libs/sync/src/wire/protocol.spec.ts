import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import * as protocol from './protocol.ts';
import { sha256Hex } from './sha256.ts';

/**
 * The wire as phones in the field know it. If this test fails, the wire changed: raise PUSH_VERSION or PULL_VERSION unless
 * every older phone still understands it, describe the change in docs/protocol.md, and only then pin the new fingerprint.
 */
const PINNED = {
  pushVersion: 1,
  pullVersion: 1,
  fingerprint: 'a7d074cf2e2337064df206924039a306b699e96e928af216e1e2f66576e0c868',
};

const wire = {
  pushRequest: protocol.pushRequestSchema,
  pushResponse: protocol.pushResponseSchema,
  pullRequest: protocol.pullRequestSchema,
  pullResponse: protocol.pullResponseSchema,
  versionNotSupported: protocol.versionNotSupportedSchema,
};

function fingerprint(schemas: Record<string, z.ZodType>): string {
  const described = Object.entries(schemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { io: 'input', metadata: z.registry() }),
  ]);
  return sha256Hex(canonicalJson(Object.fromEntries(described)));
}

describe('the wire', () => {
  it('is the pinned one; another wire asks for another version', () => {
    expect({
      pushVersion: protocol.PUSH_VERSION,
      pullVersion: protocol.PULL_VERSION,
      fingerprint: fingerprint(wire),
    }).toEqual(PINNED);
  });

  it('has another fingerprint when a member is added, dropped or bounded otherwise', () => {
    const { pushRequest } = wire;
    const changed = [
      pushRequest.extend({ planted: z.string().optional() }),
      pushRequest.omit({ profileID: true }),
      pushRequest.extend({ schemaVersion: z.string().max(7) }),
    ].map((schema) => fingerprint({ ...wire, pushRequest: schema }));
    expect(new Set([fingerprint(wire), ...changed]).size).toBe(4);
  });

  it('asks for arguments, whatever they are', () => {
    const { args: _, ...bare } = { clientID: 'c', id: 1, name: 'a.b', args: null, timestamp: 0 };
    expect(protocol.mutationSchema.safeParse({ ...bare, args: null }).success).toBe(true);
    expect(protocol.mutationSchema.safeParse(bare).success).toBe(false);
  });

  it('accepts what Replicache 15.3 sends', () => {
    const push = {
      pushVersion: 1,
      schemaVersion: '',
      profileID: 'p1',
      clientGroupID: 'g1',
      mutations: [{ clientID: 'c1', id: 1, name: 'rides.book', args: { a: 1 }, timestamp: 12.5 }],
    };
    expect(protocol.pushRequestSchema.safeParse(push).success).toBe(true);
    const pull = { pullVersion: 1, schemaVersion: '', profileID: 'p1', cookie: null, clientGroupID: 'g1' };
    expect(protocol.pullRequestSchema.safeParse(pull).success).toBe(true);
  });
});
