import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEntity } from '../define/entity.ts';
import { defineEvent } from '../define/event.ts';
import { defineModule } from '../define/module.ts';
import { applied, defineMutation, refused, type DecisionInput, type Decision } from '../define/mutation.ts';
import { changed, emitted, stageOf } from './stage.ts';

interface Cup {
  readonly cupId: string;
  readonly sips: number;
  readonly marks: readonly string[];
}
interface Args {
  readonly cupId: string;
  readonly marks?: string[] | undefined;
}
const cupKind = defineEntity<Cup>({
  kind: 'cup',
  id: ({ cupId }) => cupId,
  views: () => ({}),
  sensitivity: { cupId: 'plain', sips: 'plain', marks: 'plain' },
});
const emptied = defineEvent('cups.emptied.v1', z.strictObject({ sips: z.int(), note: z.string().optional() }));
const unlisted = defineEvent('cups.broken.v1', z.strictObject({}));

type Decide = (input: DecisionInput<Args, { readonly cup: Cup | undefined }>) => Decision<'cup_empty', never>;

/** Plays `cups.drink`, deciding so, of a cup with these sips. */
function playing(decide: Decide, args: unknown = { cupId: 'c' }, sips = 3) {
  const drink = defineMutation({
    name: 'cups.drink',
    summary: 'Takes a sip.',
    roles: ['rider'],
    priority: 'general',
    args: z.strictObject({ cupId: z.string(), marks: z.array(z.string()).optional() }),
    codes: { cup_empty: 'The cup is empty.' },
    lane: ({ cupId }) => cupKind.key(cupId),
    needs: ({ cupId }) => ({ cup: cupKind.key(cupId) }),
    decide: (input) => decide(input),
  });
  const cups = defineModule({ name: 'cups', mutations: [drink], kinds: [cupKind], events: [emptied] });
  const actor = { subject: 'anna', roles: ['rider'] };
  const rows = [cupKind.put({ cupId: 'c', sips, marks: [] })];
  return stageOf({ modules: [cups], nowMs: 1_000 })(drink, { args, actor, rows });
}

const CUP: Cup = { cupId: 'c', sips: 2, marks: [] };
const drunk: Decide = ({ state: { cup }, time }) =>
  cup?.sips === 0
    ? refused('cup_empty', { atMs: time.nowMs })
    : applied({ changes: [cupKind.put(CUP)], events: [emptied.of('c', { sips: 2 })] });

describe('the stage', () => {
  it('decides as a server does', () => {
    const verdict = playing(drunk);
    expect(verdict.outcome).toBe('applied');
    expect(changed<Cup>(verdict, 'cup')).toEqual(CUP);
    expect(emitted(verdict)).toEqual(['cups.emptied.v1']);
    const empty = { outcome: 'rejected', code: 'cup_empty', details: { atMs: 1_000 } };
    expect(playing(drunk, { cupId: 'c' }, 0)).toMatchObject(empty);
  });

  it('refuses arguments that do not fit, as the pipeline does', () => {
    expect(playing(drunk, { cupId: 7 })).toMatchObject({ outcome: 'rejected', code: 'args_invalid', changes: [] });
  });

  const change = (cup: object) => applied({ changes: [cupKind.put({ ...CUP, ...cup })] });
  it.each<[string, Decide, string]>([
    ['changes the row it was given', ({ state: { cup } }) => ((cup as { sips: number }).sips = 0, applied({})), 'read only'],
    ['changes what is deep in it', ({ state: { cup } }) => ((cup?.marks as string[] | undefined)?.push('lip'), applied({})), 'not extensible'],
    ['changes its arguments', ({ args }) => (args.marks?.push('lip'), applied({})), 'not extensible'],
    ['changes another module’s row', () => applied({ changes: [{ kind: 'plate', id: 'p', state: {} }] }), 'changed plate, a row it did not name'],
    ['leaves a property undefined', () => change({ note: undefined }), 'cups.drink changes cup with a property that is undefined: leave it out, or say null'],
    ['keeps what JSON cannot say', () => change({ sips: Number.NaN }), 'not JSON'],
    ['emits an event that nobody declared', () => applied({ events: [unlisted.of('c', {})] }), 'which is no event of its module'],
    ['emits a payload that does not fit', () => applied({ events: [emptied.of('c', { sips: 0.5 })] }), 'with a payload that does not fit: sips: '],
    ['emits what JSON leaves out', () => applied({ events: [emptied.of('c', { sips: 1, note: undefined })] }), 'cups.drink emits cups.emptied.v1 with a property that is undefined'],
    ['answers with a code of its own', () => refused('cup_gone' as 'cup_empty'), 'answered with the undeclared code cup_gone'],
  ])('shows a decision that %s', (_what, decide, message) => {
    expect(() => playing(decide, { cupId: 'c', marks: [] })).toThrow(message);
  }); // prettier-ignore
});
