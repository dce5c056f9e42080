import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEntity } from '../define/entity.ts';
import { asPersonal, asPlace, asPlain, asSecret, type Sight } from '../define/sensitivity.ts';
import { redacted, redactedOutcome, redactedRow } from './redact.ts';
import { undeclaredPlaces } from './walk-schema.ts';

const NOBODY: Sight = new Set();
const EVERYTHING: Sight = new Set(['place', 'personal'] as const);

const point = asPlace(z.strictObject({ lat: z.number(), lon: z.number() }).readonly());
const args = z.strictObject({
  id: z.uuid(),
  count: z.int().min(0),
  kind: z.enum(['a', 'b']).describe('Which'),
  at: point.describe('Where').optional(),
  stops: z.array(point).max(3).readonly(),
  who: asPersonal(z.string()).nullable(),
  pin: asSecret(z.string()).optional(),
  page: asPlain(z.string()),
  note: z.string().optional(),
  any: z.union([z.strictObject({ pin: asSecret(z.string()) }), z.strictObject({ n: z.int() })]).optional(),
});
const ID = '0192a4c7-0000-7000-8000-000000000000';
const HERE = { lat: 13.1, lon: -59.6 };
const sent = {
  id: ID,
  count: 1,
  kind: 'a',
  at: HERE,
  stops: [HERE],
  who: 'ann',
  pin: '4821',
  page: 'v1',
  note: 'hello',
};
const plainOnes = { id: ID, count: 1, kind: 'a', page: 'v1' };
const hidden = (what: string) => ({ hidden: what });

describe('what staff see of arguments', () => {
  it('is what is plain, and nothing that nobody declared', () => {
    expect(redacted(args, sent, NOBODY)).toEqual({
      ...plainOnes,
      at: hidden('place'),
      stops: [hidden('place')],
      who: hidden('personal'),
      pin: hidden('secret'),
      note: hidden('undeclared'),
    });
  });

  it('is places and people for those who see them; a secret is for nobody', () => {
    expect(redacted(args, sent, EVERYTHING)).toEqual({
      ...plainOnes,
      at: HERE,
      stops: [HERE],
      who: 'ann',
      pin: hidden('secret'),
      note: hidden('undeclared'),
    });
  });

  it('is nothing of what is not as its schema says, or of what has none', () => {
    const odd = { kind: 'my PIN is 4821', more: '4821', stops: '4821', any: { pin: '4821' }, who: null };
    expect(redacted(args, odd, EVERYTHING)).toEqual({
      kind: hidden('plain'),
      more: hidden('undeclared'),
      stops: hidden('undeclared'),
      any: { pin: hidden('secret') },
      who: null,
    });
    expect(redacted(args, { any: { n: 1 } }, NOBODY)).toEqual({ any: { n: 1 } });
    expect(redacted(args, { toString: 'x' }, EVERYTHING)).toEqual({ toString: hidden('undeclared') });
    expect(redacted(undefined, sent, EVERYTHING)).toEqual(hidden('undeclared'));
  });
});

describe('what staff see of a row and of an outcome', () => {
  const rideKind = defineEntity<{ id: string; at: object; pin: string }>({
    kind: 'trip',
    id: ({ id }) => id,
    views: () => ({}),
    sensitivity: { id: 'plain', at: 'place', pin: 'secret' },
  });
  const row = { id: 'r', at: HERE, pin: '4821', more: 'x' };
  const seen = { id: 'r', at: hidden('place'), pin: hidden('secret'), more: hidden('undeclared') };

  it('is what its kind declares', () => {
    expect(redactedRow(rideKind, row, NOBODY)).toEqual(seen);
    expect(redactedRow(rideKind, row, EVERYTHING)).toEqual({ ...seen, at: HERE });
    expect(redactedRow(undefined, row, EVERYTHING)).toEqual(hidden('undeclared'));
  });

  it('is how it ended, and both sides of a conflict by the same rules; details are the sender’s', () => {
    const conflict = { yours: sent, theirs: { 'trip/r': row, 'other/1': row } };
    const outcome = { outcome: 'conflict', commit: 3, code: 'c', details: { pin: '4821' }, conflict };
    const names = { definitions: new Map([['t.do', { args }]]), kinds: new Map([['trip', rideKind]]) };
    const shown = redactedOutcome('t.do', outcome, { ...names, sight: NOBODY });
    expect(shown).toMatchObject({ outcome: 'conflict', commit: 3, code: 'c', details: hidden('undeclared') });
    expect(shown).toMatchObject({ conflict: { theirs: { 'trip/r': seen, 'other/1': hidden('undeclared') } } });
    expect(JSON.stringify(shown)).not.toMatch(/4821|13\.1|ann/);
  });
});

describe('a schema that does not say how sensitive it is', () => {
  it('is found, at any depth; a number called a coordinate has to say so as well', () => {
    const planted = z.strictObject({
      ...args.shape,
      deep: z.array(z.strictObject({ latMicro: z.int(), x: z.number() })),
    });
    expect(undeclaredPlaces(planted)).toEqual(['/note', '/deep/*/latMicro', '/deep/*/x']);
  });
});
