/** What people read of an outcome: in the plain words of the core, and in each language. */
import { pricingMutations } from '#pricing/client';
import { arrive, noShow, ridesMutations } from '#rides/client';
import { routingMutations } from '#routing/client';
import { syncMutations, type MutationDefinition, type Outcome } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { english, spanish, tell, type Language } from '../words.ts';
import type { Unworded } from './item.ts';
import { inWords } from './words.ts';

const AT_MS = Date.UTC(2026, 10, 29, 20, 5);
const theirs = { 'ride/1': { status: 'arrived', arrivedAtMs: AT_MS }, 'driver/a': { shiftEpoch: 2 } };

function item({ name }: Pick<MutationDefinition, 'name'>, code: string, more: Partial<Unworded> = {}): Unworded {
  const outcome: Outcome = { outcome: 'conflict', commit: 7, error: 'app', code };
  const ids = { ref: 'ride-a/1', clientID: 'ride-a', id: 1, name };
  const told = { kind: 'conflict', code, outcome, yours: { rideId: '1' }, theirs, atMs: AT_MS } as const;
  return { ...ids, ...told, ofThisDevice: true, stays: false, ...more };
}

describe('the plain words', () => {
  it('say what was wanted and what is kept, and nothing of a row that only has changed', () => {
    expect(inWords(item(arrive, 'ride_cancelled'), arrive)).toEqual({
      wanted: 'Says that the driver is at the pickup.',
      reason: 'The ride has been cancelled.',
      next: null,
      dropped: 'The driver would be at the pickup.',
      instead: ['The ride is now arrived.'],
    });
  });

  it('say that it was another device', () => {
    const { wanted, reason } = inWords(item(arrive, 'other_device', { ofThisDevice: false }), arrive);
    expect([wanted, reason]).toEqual([
      'Says that the driver is at the pickup.',
      'Your other phone, or this one before a new installation, was told: “Only the phone that has your shift can do this. Go online on this one to take the shift over.”',
    ]);
  });
});

describe('times, money and places', () => {
  const said = (language: Language, more: Partial<Unworded>, name = 'rides.cancel') =>
    tell(language, { placeName: () => 'Bathsheba' })(item({ name }, 'ride_started', more));
  const started = (startedAtMs: number): Partial<Unworded> => ({
    outcome: { outcome: 'conflict', commit: 7, code: 'ride_started', details: { startedAtMs } },
  });

  it.each([
    [english, AT_MS, 'The driver had already started at 4:05 pm. The ride goes on.'],
    [spanish, AT_MS, 'El conductor ya había empezado (4:05 p.m.). El viaje sigue.'],
    [english, AT_MS - 86_400_000, 'The driver had already started at 28 November, 4:05 pm. The ride goes on.'],
    [spanish, AT_MS - 86_400_000, 'El conductor ya había empezado (28 de noviembre, 4:05 p.m.). El viaje sigue.'],
  ])('are told in Barbados, with the date where it is another day: %#', (language, startedAtMs, words) => {
    expect(said(language, started(startedAtMs)).reason).toBe(words);
  });

  it('name the place by the app, and money by its currency', () => {
    const booked = { yours: { dropoff: { lat: 13.2, lon: -59.5 } } };
    expect(said(english, booked, 'rides.book').wanted).toBe('You asked for a car to Bathsheba.');
    const cash = { yours: { currency: 'BBD', tenderedCents: 123_400 } };
    expect(said(english, cash, 'pricing.recordCash').wanted).toBe('You wrote down BBD 1,234.00 in cash.');
    expect(said(spanish, cash, 'pricing.recordCash').wanted).toBe('Anotaste BBD 1,234.00 en efectivo.');
  });
});

const PHONE_ROLES = ['rider', 'driver'];
const onPhones: readonly MutationDefinition[] = [
  ...syncMutations,
  ...ridesMutations,
  ...pricingMutations,
  ...routingMutations,
];
/** Asked for by REST: no phone keeps them in its queue. */
const BY_REST = ['sync.issueCredential', 'sync.revokeDevice'];
const asked = onPhones
  .filter(({ name }) => !BY_REST.includes(name))
  .filter(({ roles }) => roles.some((role) => role === '*' || PHONE_ROLES.includes(role)));

/** What riders and drivers may be told, and a language has no words for: `name` of an act, `name code` of an answer. */
function gapsOf({ modules }: Language, mutations: readonly MutationDefinition[]): readonly string[] {
  return mutations.flatMap(({ name, codes, contest }) => {
    const own = modules.find(({ acts }) => acts[name] !== undefined);
    if (!own) return [name];
    const mute = Object.keys(codes).filter((code) => !own.codes[code] && !own.acts[name]?.codes?.[code]);
    return [
      ...mute.map((code) => `${name} ${code}`),
      ...(contest && !own.acts[name]?.overtook ? [`${name} overtook`] : []),
    ];
  });
}

describe.each([
  ['English', english],
  ['Spanish', spanish],
])('%s', (_name, language) => {
  it('has words for each act and code of riders and drivers, and for who is overtaken', () => {
    expect(asked.length).toBeGreaterThan(10);
    expect(gapsOf(language, asked)).toEqual([]);
  });

  it('finds what it has no words for', () => {
    const planted = { ...noShow, codes: { ...noShow.codes, nobody_knows: 'Nobody knows.' } };
    expect(gapsOf(language, [planted, { ...noShow, name: 'rides.sing' }])).toEqual([
      'rides.noShow nobody_knows',
      'rides.sing',
    ]);
  });

  it('has words for each answer of the pipeline', () => {
    const [core] = language.modules;
    const all = ['args_invalid', 'role_missing', 'valid_until_passed', 'mutation_too_large', 'discarded', 'too_old'];
    const parked = ['unknown_mutation', 'defect', 'lane_held', 'store_failed', 'device_revoked', 'credential_expired'];
    parked.push('cash_limit_reached');
    expect(Object.keys(core?.codes ?? {})).toEqual(expect.arrayContaining([...all, ...parked]));
  });

  it('invents nothing where a code is new to this app', () => {
    const outcome: Outcome = { outcome: 'rejected', commit: 7, code: 'brand_new', message: 'This is new.' };
    expect(tell(language)(item(arrive, 'brand_new', { outcome, theirs: {} })).reason).toBe('This is new.');
  });
});
