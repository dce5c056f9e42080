import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRuntime } from '#sync';
import { parkedEventExample, parkedEventsExample } from '../../src/sync/parked-event-examples.ts';
import { groupsSchema, parkedEventSchema, parkedEventsSchema } from '../../src/sync/parked-event-schemas.ts';
import { KeyedIds } from '../../src/keyed-ids.ts';
import { callHttp, type Answered } from '../harness/http-caller.ts';
import { until } from '../harness/until.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, Story, type Person } from '../pricing/story.ts';
import { expectProblem } from './surface.ts';

/** Events that cannot be handled, over HTTP: other people's rides go on, and staff put it right. */

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const TRIES = 3;
const WHY = { note: 'The event was written wrongly.' };

/** Events about these keys are stored wrongly from now on; what they should have said is kept. */
const POISON = `
  CREATE TABLE public.poison (key text, type text, PRIMARY KEY (key, type), said json);
  CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE public.poison SET said = NEW.payload WHERE key = NEW.key AND type = NEW.type;
    IF FOUND THEN NEW.payload = CASE NEW.type WHEN 'rides.ended.v1' THEN jsonb_set(NEW.payload::jsonb, '{trip}', 'null') ELSE 'null' END; END IF;
    RETURN NEW; END $$;
  CREATE TRIGGER poison BEFORE INSERT ON sync.outbox FOR EACH ROW EXECUTE FUNCTION public.poison();`;

describe('an event that cannot be handled', () => {
  let story: Story;
  let support: Person;
  let support2: Person;
  let auditor: Person;

  beforeAll(async () => {
    story = await Story.begin({ eventLimits: { triesMax: TRIES, retryMs: 5, retryMsMax: 10, pollIntervalMs: 20 } });
    [support, support2, auditor] = await Promise.all([
      story.person('support'),
      story.person('support'),
      story.person('auditor'),
    ]);
    await story.rows(POISON);
  });
  afterAll(() => story.end());

  const ops = (who: Person, method: string, path: string, body?: unknown): Promise<Answered> =>
    callHttp(`${story.api.url}/v1/ops/events/${path}`, { method, token: who.token, body });
  const poison = (key: string, type: string) => story.rows('INSERT INTO public.poison VALUES ($1, $2)', [key, type]);
  const said = async (key: string) =>
    (await story.rows('SELECT said FROM public.poison WHERE key = $1', [key]))[0]?.['said'];
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${story.api.server.managementUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  };
  /** What is set aside of a ride, as staff see it. */
  const aside = async (rideId: string) => {
    const { json } = await ops(support, 'GET', `parked?key=${rideId}`);
    return (json['items'] as { group: string; eventId: string; type: string; state: string; tries: number }[]).map(
      (item) => ({
        ...item,
        path: `parked/${item.group}/${item.eventId}`,
      }),
    );
  };
  const parked = async (rideId: string) => {
    await until('the event is parked', async () => (await aside(rideId))[0]?.state === 'parked');
    const [item] = await aside(rideId);
    if (!item) throw new Error('nothing is parked');
    return item;
  };
  const driverOf = async (rideId: string) =>
    (await story.rows('SELECT driver_id FROM rides.ride WHERE ride_id = $1', [rideId]))[0]?.['driver_id'];

  /** A ride from its booking to its end. `before`: what is done when the ride is known and nothing has happened yet. */
  async function ridden(before: (rideId: string) => Promise<unknown> = async () => undefined) {
    const [rider, driver] = await Promise.all([story.person('rider'), story.person('driver')]);
    const quote = await story.quoted(rider, TRIP);
    const { rideId } = await story.booked(rider, TRIP, quote);
    await before(rideId);
    await story.accepted(driver, rideId);
    const outcomes = await driver.push(
      ['rides.arrive', { rideId }],
      ['rides.start', { rideId, pin: PIN }],
      ['rides.end', { rideId }],
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
    await driver.push(['drivers.goOffline', {}]);
    return { rider, rideId, quote };
  }

  it('keeps one ride from its fare, and no other; staff find it, correct it, and the fare is as quoted', async () => {
    const poisoned = await ridden((rideId) => poison(rideId, 'rides.ended.v1'));
    // Settled means: handled, or parked.
    await story.api.server.app.get(SyncRuntime).idle();
    expect((await aside(poisoned.rideId)).map(({ state }) => state)).toEqual(['parked']);
    const item = await parked(poisoned.rideId);
    expect(item).toMatchObject({ group: 'pricing.settlement', type: 'rides.ended.v1', tries: TRIES });
    // It was stored wrongly, and it is why.
    expect(await said(poisoned.rideId)).toMatchObject({ trip: { pickup: OISTINS } });
    const other = await ridden();
    expect(await story.fare(other.rider, other.rideId)).toMatchObject({ fareCents: other.quote.fareCents });
    expect(await metric('sync_parked_events{group="pricing.settlement",state="parked"}')).toBe(1);
    expect(await metric('sync_event_tries_total{group="pricing.settlement",result="failed"}')).toBe(TRIES);

    const looked = await ops(auditor, 'GET', item.path);
    expect(looked.json).toMatchObject({
      state: 'parked',
      first: item.eventId,
      payload: { trip: null },
      acts: [],
      correctedPayload: null,
    });
    expect(looked.json['lastError']).toMatch(/^TypeError at /);
    expect(parkedEventSchema.parse(looked.json)).toEqual(looked.json);
    const listed = (await ops(auditor, 'GET', 'parked?limit=1')).json;
    expect(parkedEventsSchema.parse(listed)).toEqual(listed);
    const payload = await said(poisoned.rideId);
    const wrong = await ops(support, 'PUT', `${item.path}/payload`, {
      ...WHY,
      payload: { ...(payload as object), atMs: 'noon' },
    });
    expectProblem(wrong, { status: 400, code: 'event_payload_invalid' });
    expect(wrong.json['errors']).toMatchObject([{ pointer: '/payload/atMs' }]);
    // What a ride costs follows from it: one person alone does not say it.
    expect((await ops(support, 'PUT', `${item.path}/payload`, { ...WHY, payload })).status).toBe(202);
    expect((await ops(support, 'PUT', `${item.path}/payload`, { ...WHY, payload })).status).toBe(202);
    expect((await ops(auditor, 'GET', item.path)).json).toMatchObject({ isCorrected: false });
    const hash = async () => (await ops(auditor, 'GET', item.path)).json['correctionHash'];
    const agree = async (correctionHash: unknown) =>
      ops(support2, 'PUT', `${item.path}/payload`, { ...WHY, payload, correctionHash });
    expectProblem(await agree('0'.repeat(64)), { status: 409, code: 'correction_changed' });
    expect((await agree(await hash())).status).toBe(204);
    expectProblem(await ops(support, 'POST', `${item.path}/replay`, WHY), { status: 409, code: 'correction_changed' });
    const seen = { ...WHY, correctionHash: await hash() };
    expect((await ops(support, 'POST', `${item.path}/replay`, seen)).status).toBe(202);

    expect(await story.fare(poisoned.rider, poisoned.rideId)).toMatchObject({ fareCents: poisoned.quote.fareCents });
    await until('nothing is set aside', async () => (await aside(poisoned.rideId)).length === 0);
    expect((await ops(auditor, 'GET', item.path)).json).toMatchObject({
      state: 'handled',
      isCorrected: true,
      acts: [
        { act: 'correct', by: support.subject, ...WHY, payload, tookEffect: false },
        { act: 'correct', by: support.subject, ...WHY, payload, tookEffect: false },
        { act: 'correct', by: support2.subject, ...WHY, payload, tookEffect: true },
        { act: 'replay', by: support.subject, ...WHY },
      ],
    });
  });

  it('keeps one ride from being offered, and no other; what came later for it waits in line, and follows', async () => {
    const rider = await story.person('rider');
    const rideId = crypto.randomUUID();
    await poison(rideId, 'rides.requested.v1');
    const quote = await story.quoted(rider, TRIP);
    const booked = await rider.push([
      'rides.book',
      { rideId, ...TRIP, quotedFareCents: quote.fareCents, pinSalt: '0'.repeat(32), pinHash: '1'.repeat(64) },
    ]);
    expect(booked).toMatchObject([{ outcome: 'applied' }]);
    const item = await parked(rideId);
    expect(item).toMatchObject({ group: 'rides.dispatch', tries: TRIES });
    await rider.push(['rides.cancel', { rideId }]);
    await until('its cancellation waits in line', async () => (await aside(rideId)).length === 2);
    const [, behind] = await aside(rideId);
    expect(behind).toMatchObject({ state: 'waiting', type: 'rides.cancelled.v1', tries: 0 });
    const other = await ridden();
    expect(await story.fare(other.rider, other.rideId)).toMatchObject({ fareCents: other.quote.fareCents });
    for (const act of ['replay', 'discard']) {
      const blocked = await ops(support, 'POST', `${behind?.path}/${act}`, WHY);
      expectProblem(blocked, { status: 409, code: 'lane_blocked' });
      expect(blocked.json['first']).toBe(item.eventId);
    }
    // Tried again as it is, it fails again, and is parked again.
    await ops(support, 'POST', `${item.path}/replay`, WHY);
    await until('it was tried again', async () => (await aside(rideId))[0]?.tries === TRIES + 1);
    await parked(rideId);
    expect((await ops(support, 'POST', `${item.path}/discard`, WHY)).status).toBe(204);
    await until('nothing is set aside', async () => (await aside(rideId)).length === 0);
    expect((await ops(auditor, 'GET', item.path)).json).toMatchObject({ state: 'discarded', first: null });
    expect(await driverOf(rideId)).toBeNull();
    expectProblem(await ops(support, 'POST', `${item.path}/discard`, WHY), {
      status: 404,
      code: 'parked_event_not_found',
    });
  });

  it('is tried again with all others of its group, by one wish', async () => {
    const { rideId } = await ridden((id) => poison(id, 'rides.ended.v1'));
    const before = await parked(rideId);
    const all = (type: string) => ops(support, 'POST', 'parked/replay', { group: 'pricing.settlement', type, ...WHY });
    expect((await all('rides.cancelled.v1')).json).toEqual({ asked: 0, left: 0 });
    const answer = await all('rides.ended.v1');
    expect([answer.status, answer.json]).toEqual([202, { asked: 1, left: 0 }]);
    await until('it was tried again', async () => (await aside(rideId))[0]?.tries === before.tries + 1);
  });

  it('stands in the audit with each act of staff, the newest first: who, what, about which event, and why', async () => {
    const { rideId } = await ridden((id) => poison(id, 'rides.ended.v1'));
    const { eventId, path } = await parked(rideId);
    const payload = await said(rideId);
    const correct = async (who: Person, hash?: unknown) =>
      ops(who, 'PUT', `${path}/payload`, { ...WHY, payload, ...(hash === undefined ? {} : { correctionHash: hash }) });
    const hash = async () => (await ops(auditor, 'GET', path)).json['correctionHash'];
    expect((await ops(support, 'POST', 'parked/replay', { group: 'pricing.settlement', ...WHY })).json).toMatchObject({
      left: 0,
    });
    await until('it is parked again', async () => (await aside(rideId))[0]?.tries === TRIES + 1);
    await parked(rideId);
    expect((await correct(support)).status).toBe(202);
    expect((await correct(support2, await hash())).status).toBe(204);
    expect((await ops(support2, 'POST', `${path}/discard`, WHY)).status).toBe(204);

    const lines: { about: string[] }[] = [];
    for (let cursor = ''; ;) {
      const url = `${story.api.url}/v1/ops/audit?kind=event&limit=2${cursor}`;
      const { status, json } = await callHttp(url, { method: 'GET', token: auditor.token });
      expect(status).toBe(200);
      lines.push(...(json['items'] as typeof lines));
      if (json['nextCursor'] === null) break;
      cursor = `&cursor=${json['nextCursor'] as string}`;
    }
    const of = (by: Person, what: string) => ({ kind: 'event', by: by.subject, what, reason: WHY.note });
    expect(lines.filter(({ about }) => about[1] === eventId)).toMatchObject([
      of(support2, 'event_discard'),
      of(support2, 'event_correct'),
      of(support, 'event_propose'),
      of(support, 'event_replay'),
    ]);
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
  });

  it('makes the status and the figures say so', async () => {
    const { json } = await callHttp(`${story.api.url}/v1/offline-first-mobile-architecture/status`, { method: 'GET' });
    expect(json['oldestParkedEventAgeSeconds']).toEqual(expect.any(Number));
    for (const group of ['rides.dispatch', 'pricing.settlement', 'pricing.book']) {
      await until(`${group} is not behind`, async () => (await metric(`sync_events_lag{group="${group}"}`)) === 0);
      expect(await metric(`sync_events_lag_seconds{group="${group}"}`)).toBe(0);
      expect(await metric(`sync_group_read{group="${group}"}`)).toBe(1);
      expect(await metric(`sync_group_keeps_seconds{group="${group}",known="true"}`)).toBeGreaterThanOrEqual(0);
    }
    const { groups } = groupsSchema.parse((await ops(support, 'GET', 'groups')).json);
    expect(groups.map(({ group, isKnown, isRead }) => [group, isKnown, isRead])).toEqual([
      ['pricing.book', true, true],
      ['pricing.settlement', true, true],
      ['rides.dispatch', true, true],
    ]);
  });

  it.each<[string, string, string, object | undefined, string]>([
    ['an id that is none', 'GET', 'parked/rides.dispatch/1', undefined, 'path_invalid'],
    ['a page too large', 'GET', 'parked?limit=201', undefined, 'query_invalid'],
    ['a state nobody knows', 'GET', 'parked?state=lost', undefined, 'query_invalid'],
    ['a replay without a reason', 'POST', 'parked/rides.dispatch/0.1.0/replay', {}, 'body_invalid'],
    ['a replay of a group without a reason', 'POST', 'parked/replay', { group: 'rides.dispatch' }, 'body_invalid'],
    [
      'a discard with a reason too long',
      'POST',
      'parked/rides.dispatch/0.1.0/discard',
      { note: 'x'.repeat(501) },
      'body_invalid',
    ],
    [
      'a correction in somebody’s name',
      'PUT',
      'parked/rides.dispatch/0.1.0/payload',
      { payload: {}, ...WHY, by: 'x' },
      'body_invalid',
    ],
  ])('is not reached by %s', async (_name, method, path, body, code) => {
    expectProblem(await ops(support, method, path, body), { status: 400, code });
  });

  it('about a driver names them to nobody unseen: lists and details are looks, and who may see nobody is told no key', async () => {
    const [driver, admin] = await Promise.all([story.person('driver'), story.person('admin')]);
    await poison(driver.subject, 'drivers.wentOnline.v1');
    await driver.push(['drivers.goOnline', { position: OISTINS }]);
    const { path } = await parked(driver.subject);
    const pseudonym = await story.api.server.app.get(KeyedIds).pseudonym(driver.subject);
    const looks = async (who: Person) =>
      (
        await story.rows('SELECT route FROM sync.read WHERE by = $1 AND $2 = ANY(people) ORDER BY commit', [
          who.subject,
          pseudonym,
        ])
      ).map(({ route }) => route);

    const list = 'GET /v1/ops/events/parked';
    const seen = { key: driver.subject, subject: driver.subject };
    expect((await ops(auditor, 'GET', 'parked?type=drivers.wentOnline.v1')).json).toMatchObject({ items: [seen] });
    expect((await ops(auditor, 'GET', path)).json).toMatchObject(seen);
    expect(await looks(auditor)).toEqual([list, `${list}/:group/:eventId`]);

    const unseen = { key: { hidden: 'personal' }, subject: null };
    for (const asked of ['parked?type=drivers.wentOnline.v1', path, `parked?key=${driver.subject}`]) {
      const { json } = await ops(admin, 'GET', asked);
      expect(asked === path ? json : json['items']).toMatchObject(asked === path ? unseen : [unseen]);
      expect(JSON.stringify(json)).not.toContain(driver.subject);
    }
    // Who asks for a person by their id looks at them, whatever is shown, and if nothing is there.
    expect(await looks(admin)).toEqual([list]);
    expect((await ops(admin, 'GET', `parked?key=${driver.subject}&type=none`)).json).toMatchObject({ items: [] });
    expect(await looks(admin)).toEqual([list, list]);
  });

  it('is documented as it is answered', () => {
    expect(parkedEventSchema.parse(parkedEventExample)).toEqual(parkedEventExample);
    expect(parkedEventsSchema.parse(parkedEventsExample)).toEqual(parkedEventsExample);
  });

  it('that is not there is not found', async () => {
    const notFound = { status: 404, code: 'parked_event_not_found' };
    const path = 'parked/rides.dispatch/0.1.0';
    expectProblem(await ops(support, 'GET', path), notFound);
    expectProblem(await ops(support, 'POST', `${path}/replay`, WHY), notFound);
    expectProblem(await ops(support, 'POST', `${path}/discard`, WHY), notFound);
    expectProblem(await ops(support, 'PUT', `${path}/payload`, { payload: {}, ...WHY }), notFound);
  });

  it('is not for everybody', async () => {
    const denied = { status: 403, code: 'permission_denied' };
    const rider = await story.person('rider');
    expectProblem(await ops(rider, 'GET', 'parked'), denied);
    expectProblem(await ops(auditor, 'POST', 'parked/replay', { group: 'rides.dispatch', ...WHY }), denied);
    expectProblem(await ops(auditor, 'POST', 'parked/rides.dispatch/0.1.0/discard', WHY), denied);
  });
});
