import { Pipeline, type Json, type Outcome } from '#sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import type { Done } from '../phone/index.ts';
import { PIN, Story, type Person, type Quoted } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };

interface Split {
  readonly rider: Person;
  readonly one: Person;
  readonly two: Person;
  readonly rideId: string;
  readonly quote: Quoted;
}

const said = (outcomes: readonly Outcome[]) => outcomes.map(({ outcome, code }) => code ?? outcome);
const times = (count: number, what: string) => Array.from({ length: count }, () => what);

describe('Y13 one driver with two phones', () => {
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  /** The driver took the ride with the first phone; then both lose the network. */
  async function split(): Promise<Split> {
    const [rider, one] = await Promise.all([story.person('rider'), story.person('driver')]);
    const quote = await story.quoted(rider, TRIP);
    const { rideId } = await story.booked(rider, TRIP, quote);
    await story.accepted(one, rideId);
    return { rider, one, two: one.onAnotherPhone(), rideId, quote };
  }

  /** What each phone does meanwhile: the rest of the ride, and its cash. */
  const drive = ({ rideId, quote: { fareCents, cashDueCents } }: Split): readonly Done[] => {
    const cash = { rideId, paymentId: randomUUID(), currency: 'BBD', fareCents, cashDueCents };
    return [
      ['rides.arrive', { rideId, position: OISTINS }],
      ['rides.start', { rideId, pin: PIN }],
      ['rides.end', { rideId }],
      ['pricing.recordCash', { ...cash, tenderedCents: cashDueCents, changeCents: 0 }],
    ];
  };
  const takeOver = (shiftEpoch?: number): Done => [
    'drivers.goOnline',
    { position: OISTINS, ...(shiftEpoch === undefined ? {} : { shiftEpoch }) },
  ];

  /** One truth, one charge, one payment; and what was refused is kept. */
  async function expectOneTruth({ rider, rideId, quote }: Split, driverDevice: string, refusedMoves: number) {
    expect(await story.fare(rider, rideId)).toMatchObject({ fareCents: quote.fareCents });
    const [ride] = await story.rows('SELECT status, driver_device FROM rides.ride WHERE ride_id = $1', [rideId]);
    expect(ride).toEqual({ status: 'ended', driver_device: driverDevice });
    const { rider_receivable: owed = 0, driver_cash: cash } = await story.ledger(rideId);
    expect([owed, cash]).toEqual([0, quote.cashDueCents]);
    const kept = await story.rows(
      `SELECT name FROM sync.ledger WHERE args ->> 'rideId' = $1 AND result LIKE '%other_device%'`,
      [rideId],
    );
    expect(kept).toHaveLength(refusedMoves);
  }

  it('who both act offline without asking: the phone that took the ride drives it, whichever comes back first', async () => {
    for (const isFirstBack of [true, false]) {
      const scene = await split();
      const { one, two } = scene;
      const byOne = () => one.push(...drive(scene));
      const byTwo = () => two.push(...drive(scene));
      const [first, second] = isFirstBack ? [await byOne(), await byTwo()] : [await byTwo(), await byOne()];
      expect(said(isFirstBack ? first : second)).toEqual(times(4, 'applied'));
      expect(said(isFirstBack ? second : first)).toEqual(times(4, 'other_device'));
      await expectOneTruth(scene, one.device, 4);
      await one.push(['drivers.goOffline', {}]);
    }
  });

  it('and the second takes over: the phone that is first back drives it', async () => {
    for (const isFirstBack of [true, false]) {
      const scene = await split();
      const { one, two } = scene;
      const byOne = async () => said(await one.push(...drive(scene)));
      const byTwo = async () => said(await two.push(takeOver(1), ...drive(scene)));
      if (isFirstBack) {
        expect(await byOne()).toEqual(times(4, 'applied'));
        expect(await byTwo()).toEqual(['applied', ...times(4, 'other_device')]);
        await expectOneTruth(scene, one.device, 4);
      } else {
        expect(await byTwo()).toEqual(times(5, 'applied'));
        expect(await byOne()).toEqual(times(4, 'other_device'));
        await expectOneTruth(scene, two.device, 4);
      }
      expect(said(await one.push(['drivers.goOffline', {}]))).toEqual(['other_device']);
      expect(said(await two.push(['drivers.goOffline', {}]))).toEqual(['applied']);
    }
  });

  it('and the second takes over in the middle: it ends the ride and takes the cash', async () => {
    const scene = await split();
    const { one, two, rideId } = scene;
    const [arrive, ...rest] = drive(scene);
    expect(said(await one.push(arrive as Done))).toEqual(['applied']);
    expect(said(await two.push(takeOver(1)))).toEqual(['applied']);
    expect((await two.pull()).get(`driver/${two.subject}`)).toMatchObject({ device: two.device, shiftEpoch: 2 });
    expect((await two.pull()).get(`ride/${rideId}`)).toMatchObject({ driverDevice: two.device });
    expect(said(await one.push(...rest))).toEqual(times(3, 'other_device'));
    expect(said(await two.push(...drive(scene).slice(1)))).toEqual(times(3, 'applied'));
    await expectOneTruth(scene, two.device, 3);
    await two.push(['drivers.goOffline', {}]);
  });

  it('and the first wanted the shift too, but before the second had it: it does not get it by being late', async () => {
    const scene = await split();
    const { one, two } = scene;
    await two.push(takeOver(1));
    expect(said(await one.push(takeOver(1), ...drive(scene)))).toEqual(times(5, 'other_device'));
    expect(said(await one.push(takeOver(2), ...drive(scene)))).toEqual(times(5, 'applied'));
    await expectOneTruth(scene, one.device, 4);
    await one.push(['drivers.goOffline', {}]);
  });

  it('and somebody with the driver’s account, but no phone: takes over nothing, and no cash', async () => {
    const scene = await split();
    const { one } = scene;
    const pipeline = story.api.server.app.get(Pipeline, { strict: false });
    const actor = { subject: one.subject, roles: ['driver'] };
    const withoutPhone = async ([name, args]: Done) => {
      const performed = await pipeline.perform({ actor, key: randomUUID(), name, args: args as Json });
      return 'outcome' in performed ? performed.outcome : { outcome: performed.error };
    };
    for (const done of [takeOver(), takeOver(9), ...drive(scene), ['drivers.goOffline', {}] as Done])
      expect(await withoutPhone(done)).toMatchObject({ outcome: 'rejected', code: 'other_device' });
    expect(said(await one.push(...drive(scene)))).toEqual(times(4, 'applied'));
    const paidAgain = drive(scene).at(-1) as Done;
    expect(await withoutPhone(paidAgain)).toMatchObject({ outcome: 'rejected', code: 'other_device' });
    await expectOneTruth(scene, one.device, 5);
    await one.push(['drivers.goOffline', {}]);
  });

  it('hears why, and how things stand instead', async () => {
    const scene = await split();
    const { one, two, rideId } = scene;
    const [{ commit } = { commit: 0 }] = await two.push(takeOver());
    const [arrive] = drive(scene) as [Done];
    await two.push(arrive);
    expect(await one.push([arrive[0], arrive[1], { base: { [`ride/${rideId}`]: commit } }])).toMatchObject([
      {
        outcome: 'conflict',
        code: 'other_device',
        message: 'Only the phone that has your shift can do this. Go online on this one to take the shift over.',
        conflict: { yours: arrive[1], theirs: { [`ride/${rideId}`]: { status: 'arrived', driverDevice: two.device } } },
      },
    ]);
    await two.push(...drive(scene).slice(1), ['drivers.goOffline', {}]);
  });
});
