/** For each check of `describeModule` a module that breaks it: it is caught, and the message says what to do. */
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEntity } from '../define/entity.ts';
import { defineEvent } from '../define/event.ts';
import { defineModule, type ModuleDefinition } from '../define/module.ts';
import { applied, defineMutation, refused } from '../define/mutation.ts';
import { definePersonalScope, defineSharedScope } from '../define/scope.ts';
import { asPersonal } from '../define/sensitivity.ts';
import type { Json } from '../wire/canonical-json.ts';
import { MODULE_CHECKS } from './describe-module.ts';
import { playModule, scenesOf, type ModuleParts } from './module-parts.ts';

interface Cup {
  readonly cupId: string;
  readonly ownerId: string;
  readonly token: string;
}
const guests = definePersonalScope('guest', ['rider']);
const kitchen = defineSharedScope('ops:kitchen', ['dispatcher']);
const ANNA = { subject: 'anna', roles: ['rider'] };
const CUP: Cup = { cupId: 'cup-1', ownerId: 'anna', token: 'token-of-anna' };

const CUP_SENSITIVITY = { cupId: 'plain', ownerId: 'personal', token: 'secret' } as const;
const cupKindWith = (ofStaff: (cup: Cup) => Json) =>
  defineEntity<Cup, Json>({
    kind: 'cup',
    id: ({ cupId }) => cupId,
    views: (cup) => ({ [guests.of(cup.ownerId)]: { ...cup }, [kitchen.name]: ofStaff(cup) }),
    sensitivity: CUP_SENSITIVITY,
  });
const cupKind = cupKindWith(({ cupId }) => ({ cupId }));
const filled = defineEvent('cups.filled.v1', z.strictObject({ cupId: z.string() }));

const fill = defineMutation({
  name: 'cups.fill',
  summary: 'Fills a cup.',
  roles: ['rider'],
  priority: 'general',
  args: z.strictObject({ cupId: z.string().max(60) }),
  codes: { cup_exists: 'There is already a cup with this id.' },
  lane: ({ cupId }) => cupKind.key(cupId),
  needs: ({ cupId }) => ({ cup: cupKind.key(cupId) }),
  decide: ({ args: { cupId }, actor, state: { cup } }) =>
    cup
      ? refused('cup_exists')
      : applied({
          changes: [cupKind.put({ ...CUP, cupId, ownerId: actor.subject })],
          events: [filled.of(cupId, { cupId })],
        }),
});

const MODULE = defineModule({
  name: 'cups',
  mutations: [fill],
  kinds: [cupKind],
  events: [filled],
  scopes: [guests, kitchen],
});
const PARTS: ModuleParts = {
  on: [],
  folders: [],
  nowMs: 1,
  scenes: {
    'cups.fill': scenesOf(
      { actor: ANNA, args: { cupId: CUP.cupId } },
      { applied: {}, cup_exists: { rows: [cupKind.put(CUP)] } },
    ),
  },
  views: { cup: { seenBy: ['guest', 'ops:kitchen'], secrets: { token: ['guest'] } } },
};
const THIS_FILE = 'registers each mutation of its folder, one in a file with a spec of its own';

interface Plant {
  readonly module?: Partial<ModuleDefinition>;
  readonly parts?: Partial<ModuleParts>;
  readonly message: string;
}

const withFill = (more: object): Partial<ModuleDefinition> => ({ mutations: [{ ...fill, ...more }] });

const PLANTS: Readonly<Record<keyof typeof MODULE_CHECKS, Plant>> = {
  'has a scene for each mutation, and never loses a name': {
    parts: { scenes: {} },
    message: "cups.fill has no scenes: add them to the module's table",
  },
  [THIS_FILE]: { message: 'cups.fill stands in no file of the folders of mutations' },
  'says in a sentence what each mutation does and each code means': {
    module: withFill({ summary: 'fills' }),
    message: 'cups.fill: its summary is not one sentence: fills',
  },
  'takes no arguments that nobody knows or that have no end': {
    module: withFill({ args: z.object({ cupId: z.string() }) }),
    message: 'cups.fill: /cupId is text without an end: .max(…), or a pattern with one',
  },
  'reaches each code of each mutation': {
    module: withFill({ codes: { ...fill.codes, cup_broken: 'The cup is broken.' } }),
    message: 'cups.fill: no scene reaches cup_broken. Add one, or take the code off',
  },
  'has a use for each of its texts': {
    parts: { codes: { cup_gone: 'The cup is gone.' } },
    message: 'cup_gone has a text, and no mutation answers with it',
  },
  'emits each of its events, and writes down what they hold': {
    module: { events: [filled, defineEvent('cups.broken.v1', z.strictObject({}))] },
    message: 'cups.broken.v1 is emitted in no scene',
  },
  'says which events have people’s ids for keys': {
    module: { events: [defineEvent('cups.filled.v1', z.strictObject({ cupId: asPersonal(z.string()) }))] },
    message: 'cups.filled.v1: its key is a person’s, and it is declared to be a thing’s',
  },
  'decides on a phone as on the server': {
    module: {
      kinds: [
        defineEntity<Cup, Json>({
          kind: 'cup',
          id: ({ cupId }) => cupId,
          views: () => ({}),
          sensitivity: CUP_SENSITIVITY,
        }),
      ],
    },
    message:
      "cups.fill that answers cup_exists: a phone answers applied. Let its views show what decides, or say onPhone: 'applied'",
  },
  'hides what each view must hide': {
    module: { kinds: [cupKindWith(({ token }) => ({ told: { what: token } }))] },
    message: 'cup: token is shown to ops:kitchen, who may not see it',
  },
  'has one rule for each field': {
    parts: { fields: { cup: new Map([['cupId', 'made']]) } },
    message: 'cup: token has no rule in docs/fields.md',
  },
};

const faultsOf = async (check: string, { module, parts }: Omit<Plant, 'message'>): Promise<readonly string[]> =>
  (await MODULE_CHECKS[check]?.(playModule({ ...MODULE, ...module }, { ...PARTS, ...parts }))) ?? [];

/** A cup that was there already, filled anew: its token is another, and it has one owner more or none. */
const refill = defineMutation({
  ...fill,
  name: 'cups.refill',
  decide: ({ args: { cupId }, state: { cup } }) =>
    cup ? applied({ changes: [cupKind.put({ ...CUP, cupId, token: 'another' })] }) : refused('cup_exists'),
});
const REFILLED: Omit<Plant, 'message'> = {
  module: { mutations: [refill] },
  parts: {
    scenes: {
      'cups.refill': scenesOf(
        { actor: ANNA, args: { cupId: CUP.cupId } },
        { applied: { rows: [cupKind.put(CUP)] }, cup_exists: {} },
      ),
    },
  },
};

describe('describeModule', () => {
  const checks = Object.keys(MODULE_CHECKS);

  it.each([
    [undefined, ['cup: cups.refill changes token, which nobody gave a rule: give cup a table in docs/fields.md']],
    ['made', ['cup: cups.refill changes token against its rule (made)']],
    ['once', ['cup: cups.refill changes token against its rule (once)']],
    ['grows', ['cup: cups.refill changes token against its rule (grows)']],
    ['listed', []],
  ])('holds a field that changes in a scene against its rule: %s', async (rule, faults) => {
    const rules = new Map([['cupId', 'made'], ['ownerId', 'made'], ...(rule ? [['token', rule] as const] : [])]);
    const parts = { ...REFILLED.parts, ...(rule ? { fields: { cup: rules } } : {}) };
    expect(await faultsOf('has one rule for each field', { ...REFILLED, parts })).toEqual(faults);
  });

  it.each(checks.filter((check) => check !== THIS_FILE))('finds nothing where nothing is wrong: %s', async (check) => {
    expect(await faultsOf(check, {})).toEqual([]);
  });

  it.each(checks)('finds what is wrong: %s', async (check) => {
    const plant = PLANTS[check] as Plant;
    expect(await faultsOf(check, plant)).toContain(plant.message);
  });

  const bare = defineEntity<Cup, Json>({
    kind: 'cup',
    id: ({ cupId }) => cupId,
    views: (cup) => cupKind.views(cup),
    sensitivity: { ...CUP_SENSITIVITY, token: 'plain' },
  });
  const { token: _token, ...withoutToken } = CUP_SENSITIVITY;
  const unsaid = { ...cupKind, sensitivity: withoutToken };
  it.each<[string, Omit<Plant, 'message'>, string]>([
    [
      'a secret that the spec does not name',
      { parts: { views: { cup: { seenBy: ['guest', 'ops:kitchen'] } } } },
      'cup: token is declared secret: name it under secrets, with who may see it',
    ],
    [
      'a secret that staff may see',
      { parts: { views: { cup: { seenBy: ['guest', 'ops:kitchen'], secrets: { token: ['guest', 'ops:kitchen'] } } } } },
      'cup: token is declared secret: ops:kitchen may not see it',
    ],
    [
      'a secret by its name that is not declared one',
      { module: { kinds: [bare] } },
      'cup: token sounds like a secret: say so in sensitivity of defineEntity',
    ],
    [
      'a field that says nothing of how sensitive it is, whatever the compiler was told',
      { module: { kinds: [unsaid] } },
      'cup: token does not say how sensitive it is: name it in sensitivity of defineEntity',
    ],
  ])('finds %s', async (_what, plant, message) => {
    expect(await faultsOf('hides what each view must hide', plant)).toContain(message);
  });

  it('asks for what a plant is there for, and for nothing else', () => {
    expect(Object.keys(PLANTS)).toEqual(checks);
  });
});
