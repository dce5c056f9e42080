import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEntity } from '../define/entity.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { applied, defineMutation, refused, type DecisionTime, type MutationDefinition } from '../define/mutation.ts';
import { reconcile, type Attempt, type Row } from './reconcile.ts';

type Cup = { readonly cupId: string; readonly sips: number };
const cupKind = defineEntity<Cup>({
  kind: 'cup',
  id: (cup) => cup.cupId,
  views: () => ({}),
  sensitivity: { cupId: 'plain', sips: 'plain' },
});
const args = z.strictObject({ cupId: z.string(), stray: z.boolean().optional(), undeclared: z.boolean().optional() });

const drink = defineMutation({
  name: 'cups.drink',
  summary: 'Takes a sip.',
  roles: ['rider'],
  priority: 'general',
  args,
  codes: { cup_empty: 'The cup is empty.' },
  lane: ({ cupId }) => cupKind.key(cupId),
  needs: ({ cupId }) => ({ cup: cupKind.key(cupId) }),
  decide: (input) => {
    const { cup } = input.state;
    if (input.args.undeclared) return refused('no_such_code' as 'cup_empty');
    if (!cup || cup.sips === 0) return refused('cup_empty');
    const cupId = input.args.stray ? 'another' : cup.cupId;
    return applied({ changes: [cupKind.put({ cupId, sips: cup.sips - 1 })] });
  },
});
const spill: MutationDefinition = { ...drink, decide: () => applied({ code: 'cup_empty' }) };
const drinkOrRefill: MutationDefinition = {
  ...drink,
  decideLate: () => applied({ changes: [cupKind.put({ cupId: 'c', sips: 9 })] }),
};

const at = (more: Partial<DecisionTime>): DecisionTime => ({
  nowMs: 1_000_000,
  claimedAtMs: null,
  validUntilMs: null,
  offline: false,
  ...more,
});
const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  args: { cupId: 'c' },
  actor: { subject: 'anna', roles: ['rider'] },
  time: at({}),
  base: null,
  ...more,
});
const full: Row = { state: { cupId: 'c', sips: 3 }, commit: 7 };
const empty: Row = { state: { cupId: 'c', sips: 0 }, commit: 7 };
const DAY_MS = 86_400_000;

describe('reconciling a mutation', () => {
  it.each([
    ['applies', drink, attempt(), full, 'applied', undefined],
    ['refuses by its rule', drink, attempt(), empty, 'rejected', 'cup_empty'],
    [
      'calls it a conflict when a needed row changed since the base',
      drink,
      attempt({ base: { 'cup/c': 6 } }),
      empty,
      'conflict',
      'cup_empty',
    ],
    [
      'calls it rejected when the base had seen the row as it is',
      drink,
      attempt({ base: { 'cup/c': 7 } }),
      empty,
      'rejected',
      'cup_empty',
    ],
    [
      'does not mind a change that is no obstacle',
      drink,
      attempt({ base: { 'cup/c': 6 } }),
      full,
      'applied',
      undefined,
    ],
    [
      'refuses a role that may not ask',
      drink,
      attempt({ actor: { subject: 'b', roles: ['cook'] } }),
      full,
      'rejected',
      'role_missing',
    ],
    [
      'expires what is late',
      drink,
      attempt({ time: at({ validUntilMs: 999_999 }) }),
      full,
      'expired',
      'valid_until_passed',
    ],
    ['is not late on the dot', drink, attempt({ time: at({ validUntilMs: 1_000_000 }) }), full, 'applied', undefined],
    [
      'does something better with what is late',
      drinkOrRefill,
      attempt({ time: at({ validUntilMs: 1 }) }),
      full,
      'applied',
      undefined,
    ],
    [
      'expires what is too old',
      drink,
      attempt({ time: at({ nowMs: 1e13, claimedAtMs: 1e13 - SYNC_LIMITS.offlineAgeDaysMax * DAY_MS - 1 }) }),
      full,
      'expired',
      'too_old',
    ],
    [
      'counts the age by the one clock that measured it, whatever that clock says',
      drink,
      attempt({ time: at({ nowMs: 1e13, claimedAtMs: 1e12, clockShiftMs: 9e12 }) }),
      full,
      'applied',
      undefined,
    ],
    [
      'and expires by it what is too old',
      drink,
      attempt({ time: at({ nowMs: 1e12, claimedAtMs: 9e11, clockShiftMs: 90e9 }) }),
      full,
      'expired',
      'too_old',
    ],
    [
      'takes what is just not too old',
      drink,
      attempt({ time: at({ nowMs: 1e13, claimedAtMs: 1e13 - SYNC_LIMITS.offlineAgeDaysMax * DAY_MS }) }),
      full,
      'applied',
      undefined,
    ],
  ] as const)('%s', (_name, definition, given, row, outcome, code) => {
    const verdict = reconcile(definition, given, () => row);
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.code).toBe(code);
    if (outcome !== 'applied') expect([...verdict.changes, ...verdict.events]).toEqual([]);
  });

  it('throws on a change to a row it did not name, and on a code it did not declare', () => {
    expect(() => reconcile(drink, attempt({ args: { cupId: 'c', stray: true } }), () => full)).toThrow('did not name');
    expect(() => reconcile(drink, attempt({ args: { cupId: 'c', undeclared: true } }), () => full)).toThrow(
      'undeclared code',
    );
    expect(() => reconcile(spill, attempt(), () => full)).toThrow('cup_empty, which is not among its appliedCodes');
    const declared = { ...spill, appliedCodes: { cup_empty: 'missed' } } as const;
    expect(reconcile(declared, attempt(), () => full)).toMatchObject({ outcome: 'applied', code: 'cup_empty' });
  });

  it('refuses to define a mutation by another name than <module>.<verbNoun>', () => {
    expect(() => defineMutation({ ...drink, name: 'Drink' })).toThrow('<module>.<verbNoun>');
  });
});
