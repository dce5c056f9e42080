import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS, verifyStoredChain } from '#sync';
import { KeyedIds } from '../../src/keyed-ids.ts';
import { pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from './surface.ts';

/** What staff list: the mutations of one person, and what staff looked at and did. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(async () => {
  expect(await verifyStoredChain(sync.server.testDatabase.dataSource)).toMatchObject({ ok: true });
  await sync.close();
});

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
interface Listed {
  readonly clientId: string;
  readonly mutationId: number;
  readonly subject: string;
  readonly outcome: string;
  readonly args: unknown;
}
interface Line {
  readonly kind: string;
  readonly commit: number;
  readonly by: string;
  readonly what: string;
  readonly about: readonly string[];
  readonly people: readonly string[];
  readonly outcome: string | null;
  readonly reason: string | null;
}

/** All pages of a list. */
async function pagesOf<T>(path: string, token: string): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor = ''; ;) {
    const { status, json } = await ops('GET', `${path}${cursor && `&cursor=${cursor}`}`, { token });
    expect({ status, json }).toMatchObject({ status: 200 });
    const page = json as unknown as Page<T>;
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** A rider who booked, was refused twice, and sent something unknown. */
async function aRider() {
  const [subject, client, group] = [unique('rider'), unique('client'), unique('group')];
  const unknown = { ...bookMutation(client, 4), name: 'future.thing', args: { secret: 'word' } };
  const mutations = [...[1, 2, 3].map((id) => bookMutation(client, id)), unknown];
  const { status } = await push({ token: await mint(subject, 'rider'), body: pushBody(group, mutations) });
  expect(status).toBe(200);
  return { subject, client, mutations };
}

describe('people whose work is parked', () => {
  it('are listed by their ids in pages, each with how much waits since when; each look is written down', async () => {
    const [one, two] = [await aRider(), await aRider()];
    const by = unique('support');
    const token = await mint(by, 'support');
    const all = await pagesOf<{ subject: string }>('parked/people?limit=1', token);
    expect(all.map(({ subject }) => subject)).toEqual(expect.arrayContaining([one.subject, two.subject]));
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(all.length);
    const waits = { parked: 1, bytes: expect.any(Number), oldestAtMs: expect.any(Number), isFull: false };
    expect(all.find(({ subject }) => subject === one.subject)).toEqual({ subject: one.subject, ...waits });
    const people = await Promise.all(all.map(({ subject }) => sync.server.app.get(KeyedIds).pseudonym(subject)));
    const reads = await query<{ route: string; people: string[] }[]>(
      'SELECT route, people FROM sync.read WHERE by = $1 ORDER BY commit',
      [by],
    );
    expect(reads.flatMap((read) => read.people)).toEqual(people);
    expect(new Set(reads.map(({ route }) => route))).toEqual(new Set(['GET /v1/ops/parked/people']));
  });

  it('are full when they have as many as may be, or no room for a large one', async () => {
    const [many, much] = [await aRider(), await aRider()];
    await query(
      `INSERT INTO sync.parked (client_id, mutation_id, lane, reason, detail, sequence, parked_at_ms, subject, bytes)
       SELECT $1 || n, 1, NULL, 'defect', '', 1000000 + n, 1, $1, 1 FROM generate_series(1, $2) AS n`,
      [many.subject, SYNC_LIMITS.parkedPerPersonMax],
    );
    await query(
      `INSERT INTO sync.parked (client_id, mutation_id, lane, reason, detail, sequence, parked_at_ms, subject, bytes)
       VALUES ($1, 1, NULL, 'defect', '', 2000000, 1, $1, $2)`,
      [much.subject, SYNC_LIMITS.parkedBytesPerPersonMax - SYNC_LIMITS.mutationArgsBytesMax],
    );
    const token = await mint(unique('admin'), 'admin');
    const full = await pagesOf<{ subject: string; oldestAtMs: number }>('parked/people?full=true', token);
    expect(full.map(({ subject }) => subject)).toEqual([many.subject, much.subject].toSorted());
    expect(full.map(({ oldestAtMs }) => oldestAtMs)).toEqual([1, 1]);
    const others = await pagesOf<{ isFull: boolean }>('parked/people?full=false', token);
    expect(others.map(({ isFull }) => isFull)).not.toContain(true);
    await query('DELETE FROM sync.parked WHERE subject = ANY($1) AND parked_at_ms = 1', [[many.subject, much.subject]]);
  });
});

describe('the mutations of one person', () => {
  it('come newest first, in pages that hold each once, and nobody else’s', async () => {
    const { subject, client } = await aRider();
    await aRider();
    const token = await mint(unique('support'), 'support');
    const all = await pagesOf<Listed>(`mutations?subject=${subject}&limit=3`, token);
    expect(all.map(({ clientId, mutationId }) => [clientId, mutationId])).toEqual(
      [4, 3, 2, 1].map((id) => [client, id]),
    );
    expect(new Set(all.map((item) => item.subject))).toEqual(new Set([subject]));
    expect(all.map(({ outcome }) => outcome)).toEqual(['parked', 'rejected', 'rejected', 'applied']);
  });

  it('are narrowed by name, outcome and time', async () => {
    const { subject } = await aRider();
    const token = await mint(unique('auditor'), 'auditor');
    const idsOf = async (filter: string) =>
      (await pagesOf<Listed>(`mutations?subject=${subject}&${filter}`, token)).map(({ mutationId }) => mutationId);
    expect(await idsOf('name=rides.book')).toEqual([3, 2, 1]);
    expect(await idsOf('outcome=rejected')).toEqual([3, 2]);
    expect(await idsOf('name=rides.book&outcome=applied')).toEqual([1]);
    const [at] = await query<{ at: string }[]>('SELECT max(received_at_ms) AS at FROM sync.ledger WHERE subject = $1', [
      subject,
    ]);
    expect(await idsOf(`fromMs=${at?.at}`)).toEqual([4, 3, 2, 1]);
    expect(await idsOf(`toMs=${at?.at}`)).toEqual([]);
  });

  it('show no secret, and to no role more than it sees of one of them', async () => {
    const { subject, client } = await aRider();
    for (const role of ['support', 'compliance', 'auditor']) {
      const token = await mint(unique(role), role);
      const [first] = await pagesOf<Listed>(`mutations?subject=${subject}&name=rides.book&outcome=applied`, token);
      const one = await ops('GET', `mutations/${client}/1`, { token });
      expect(first).toEqual(one.json);
      expect(JSON.stringify(first)).not.toContain('pinHash":"');
    }
  });

  it('are a look, with its reason, of the roles that look one up', async () => {
    const { subject } = await aRider();
    const by = unique('support');
    const token = await mint(by, 'support');
    const without = await ops('GET', `mutations?subject=${subject}`, { token, headers: {} });
    expectProblem(without, { status: 400, code: 'read_reason_missing' });
    await ops('GET', `mutations?subject=${subject}`, { token });
    const looks = await query<object[]>('SELECT route, people, reason FROM sync.read WHERE by = $1', [by]);
    const people = [await sync.server.app.get(KeyedIds).pseudonym(subject)];
    expect(looks).toEqual([{ route: 'GET /v1/ops/mutations', people, reason: 'a test' }]);
    const dispatcher = await ops('GET', `mutations?subject=${subject}`, { token: await mint('dora', 'dispatcher') });
    expectProblem(dispatcher, { status: 403, code: 'permission_denied' });
  });

  it('take no cursor but their own, and no list of everybody', async () => {
    const token = await mint(unique('auditor'), 'auditor');
    for (const cursor of ['x', Buffer.from('1.look 2').toString('base64url')])
      expectProblem(await ops('GET', `mutations?subject=a&cursor=${cursor}`, { token }), {
        status: 400,
        code: 'cursor_invalid',
      });
    expectProblem(await ops('GET', 'mutations', { token }), { status: 400, code: 'query_invalid' });
  });
});

describe('the audit', () => {
  /** Support looks at a rider, replays their parked work in vain, and refuses it. */
  async function aDay() {
    const { subject, client } = await aRider();
    const by = unique('support');
    const token = await mint(by, 'support');
    expect((await ops('GET', `parked?subject=${subject}`, { token })).status).toBe(200);
    expect((await ops('POST', `parked/${client}/4/replay`, { token })).status).toBe(200);
    const discard = { token, body: { note: 'made up' } };
    expect((await ops('POST', `parked/${client}/4/discard`, discard)).status).toBe(200);
    return { subject, client, by };
  }
  const auditor = () => mint(unique('auditor'), 'auditor');

  it('lists what a member of staff was shown and did, in the order of commits, the newest first', async () => {
    const { subject, client, by } = await aDay();
    const lines = await pagesOf<Line>(`audit?by=${by}&limit=1`, await auditor());
    const people = [await sync.server.app.get(KeyedIds).pseudonym(subject)];
    expect(lines).toMatchObject([
      { kind: 'parked', by, what: 'sync_replayed_rejected', about: [client, '4'] },
      { kind: 'parked', by, what: 'sync_replay_failed', about: [client, '4'] },
      { kind: 'look', by, what: 'GET /v1/ops/parked', people, reason: 'a test' },
    ]);
    const commits = lines.map(({ commit }) => commit);
    expect(commits).toEqual([...commits].sort((a, b) => b - a));
    expect(JSON.stringify(lines)).not.toContain(subject);
  });

  it('lists what staff sent, and nothing of riders, drivers and the server itself', async () => {
    await aRider();
    const by = unique('dispatcher');
    const zone = { ...bookMutation(unique('client'), 1), name: 'routing.endZone', args: { zoneId: unique('zone') } };
    await push({ token: await mint(by, 'dispatcher'), body: pushBody(unique('group'), [zone]) });
    const acts = await pagesOf<Line>('audit?kind=act&limit=200', await auditor());
    expect(acts.filter((line) => line.by === by)).toMatchObject([
      { what: 'routing.endZone', about: [zone.clientID, '1'], outcome: 'rejected' },
    ]);
    expect(acts.filter((line) => line.by.startsWith('rider') || line.by === 'system')).toEqual([]);
  });

  it('is narrowed by role, route, time and person, by id or by pseudonym; who asks by id is written down', async () => {
    const { subject, by } = await aDay();
    const person = await sync.server.app.get(KeyedIds).pseudonym(subject);
    const asking = unique('auditor');
    const token = await mint(asking, 'auditor');
    const whatOf = async (filter: string) => (await pagesOf<Line>(`audit?${filter}`, token)).map(({ what }) => what);
    expect(await whatOf(`by=${by}&role=support`)).toEqual(['GET /v1/ops/parked']);
    expect(await whatOf(`by=${by}&what=sync_replay`)).toHaveLength(2);
    expect(await whatOf(`by=${by}&role=auditor`)).toEqual([]);
    expect(await whatOf(`person=${person}`)).toEqual(['GET /v1/ops/parked']);
    expect(await whatOf(`by=${by}&toMs=1`)).toEqual([]);
    expect(await whatOf(`by=${by}&fromMs=1`)).toHaveLength(3);
    expect(await query('SELECT 1 FROM sync.read WHERE by = $1', [asking])).toEqual([]);
    expect(await whatOf(`subject=${subject}`)).toEqual(['GET /v1/ops/parked']);
    expect(await query('SELECT route, people FROM sync.read WHERE by = $1', [asking])).toEqual([
      { route: 'GET /v1/ops/audit', people: [person] },
    ]);
  });

  it('is for compliance and auditors', async () => {
    const statuses = await Promise.all(
      ['compliance', 'auditor', 'support', 'admin', 'dispatcher', 'rider'].map(
        async (role) => (await ops('GET', 'audit', { token: await mint(unique(role), role) })).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 403, 403, 403, 403]);
  });
});
