/** Whose token it is, on every engine: what goes out for whom, where one thing after the other is missing. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '#sync/client';
import { note, NotesIsland } from '../../test/notes.ts';
import { DRIVER, RIDER, TIME_ENOUGH } from '../../test/phones.ts';
import { subjectOf, type OwnedToken } from './token.ts';

/** What engines of phones lack, each alone and all of it. */
const ENGINES: readonly (readonly string[])[] = [
  [],
  ['TextDecoder'],
  ['TextEncoder'],
  ['atob'],
  ['btoa'],
  ['Buffer'],
  ['TextDecoder', 'TextEncoder', 'atob', 'btoa', 'Buffer'],
];

const textOf = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const webToken = ({ subject }: Actor, expired = false) =>
  [textOf({ alg: 'none' }), textOf({ sub: subject, name: 'Renée 🌴', exp: expired ? 1 : 9_999_999_999 }), 'sig'].join(
    '.',
  );

interface Case {
  /** Whose queue it is. */
  readonly of: Actor;
  readonly token: string | OwnedToken | null;
  readonly why: string | null;
}
const expired = webToken(RIDER, true);
const CASES: Readonly<Record<string, Case>> = {
  'A’s token for A': { of: RIDER, token: webToken(RIDER), why: null },
  'B’s token for B': { of: DRIVER, token: webToken(DRIVER), why: null },
  'B’s token for A': { of: RIDER, token: webToken(DRIVER), why: 'wrong_person' },
  'A’s token for B': { of: DRIVER, token: webToken(RIDER), why: 'wrong_person' },
  'nobody’s for A': { of: RIDER, token: null, why: 'signed_out' },
  'A’s expired one': { of: RIDER, token: expired, why: 'signed_out' },
  'an opaque one': { of: RIDER, token: 'opaque', why: 'unknown_person' },
  'an opaque one in three parts': { of: RIDER, token: 'o.pa.que', why: 'unknown_person' },
  'an opaque one of A, as the app says': {
    of: RIDER,
    token: { token: 'opaque', subject: RIDER.subject },
    why: null,
  },
  'an opaque one of B, as the app says': {
    of: RIDER,
    token: { token: 'opaque', subject: DRIVER.subject },
    why: 'wrong_person',
  },
  'one that names B and of which the app says A': {
    of: RIDER,
    token: { token: webToken(DRIVER), subject: RIDER.subject },
    why: 'wrong_person',
  },
};

const kept = new Map<string, PropertyDescriptor>();
function without(names: readonly string[]): void {
  for (const name of names) {
    const is = Object.getOwnPropertyDescriptor(globalThis, name);
    if (is) kept.set(name, is);
    Reflect.deleteProperty(globalThis, name);
    expect(Reflect.get(globalThis, name)).toBeUndefined();
  }
}
function restore(): void {
  for (const [name, is] of kept) Object.defineProperty(globalThis, name, is);
  kept.clear();
}
afterEach(restore);

describe.each(ENGINES.map((missing) => [missing.join(', ') || 'nothing', missing] as const))(
  'without %s',
  (_, missing) => {
    it.each(Object.entries(CASES))('%s', async (_what, { of: person, token, why }) => {
      const island = new NotesIsland();
      const { client, link } = await island.phone({ person, token: async () => token });
      link.people.set(webToken(RIDER), RIDER).set(webToken(DRIVER), DRIVER);
      if (why === null) link.people.set('opaque', person);
      without(missing);
      await client.mutate(note.ride, { text: 'mine' });
      const report = await client.drainOnce(TIME_ENOUGH);
      restore();
      expect(report).toMatchObject({ why, waiting: why === null ? 0 : 1 });
      const sent = typeof token === 'string' ? token : token?.token;
      const mayBeSent = why === null || token === expired;
      expect(link.requests.map(({ token: one }) => one)).toEqual(mayBeSent ? [sent] : []);
      expect(island.server.decided).toHaveLength(why === null ? 1 : 0);
    });
  },
);

it.each(['', '.', '..', 'a.b.c', 'e30.e30.e30', `e30.${textOf({ sub: 7 })}.x`, `e30.${textOf({})}=.x`])(
  'the token %p names nobody',
  (token) => {
    expect(subjectOf(token)).toBeNull();
  },
);
