import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/until.ts';
import { Story, type Person } from './story.ts';

/** The largest zones that arguments allow, as a script of staff might send them. */
const RINGS = Array.from({ length: 10 }, (_, ring) =>
  Array.from({ length: 70 }, (__, at) => [
    -59_700_000 + (((ring * 70 + at) * 48_271) % 340_000),
    12_990_000 + (((ring * 70 + at) * 16_807) % 400_000),
  ]).flat(),
);
const zone = (zoneId: string) => ({
  zoneId,
  kind: 'weak_coverage',
  name: 'Weak',
  reason: 'made up',
  rings: RINGS,
  fromMs: null,
  toMs: null,
  assumed: false,
});

describe('a map that is full', () => {
  let story: Story;
  let dispatcher: Person;
  beforeAll(async () => {
    story = await Story.begin();
    dispatcher = await story.person('dispatcher');
  });
  afterAll(() => story.end());

  /** The zones and closures on the newest page, as everybody is told. */
  async function onPage(): Promise<string> {
    const [row] = await story.rows(
      "SELECT jws FROM pricing.book_page WHERE page = 'map' ORDER BY published_at_ms DESC LIMIT 1",
    );
    return Buffer.from(String(row?.['jws']).split('.')[1] ?? '', 'base64url').toString();
  }

  it('takes no more zones, still reaches phones, and a lift always does', async () => {
    const ids = Array.from({ length: 10 }, (_, at) => `made-up-${at}`);
    const outcomes = await dispatcher.push(...ids.map((id) => ['routing.setZone', zone(id)] as const));
    const set = ids.filter((_, at) => outcomes[at]?.outcome === 'applied');
    expect(set.length).toBeGreaterThan(1);
    expect(outcomes.slice(set.length)).toEqual(
      ids.slice(set.length).map(() => expect.objectContaining({ outcome: 'rejected', code: 'map_full' })),
    );
    await until('all that was set is on the page', async () => {
      const page = await onPage();
      return set.every((id) => page.includes(id));
    });
    const flood = { closureId: 'flood-of-a-full-map', reason: 'Flood', edges: ['BATH-CATT'], points: [] };
    const [opened] = await dispatcher.push(['routing.openClosure', { ...flood, fromMs: null, toMs: null }]);
    expect(opened).toMatchObject({ outcome: 'applied' });

    const [first = '', second = ''] = set;
    expect(await dispatcher.push(['routing.endZone', { zoneId: first, atMs: null }])).toMatchObject([
      { outcome: 'applied' },
    ]);
    await until('what was ended is off the page', async () => !(await onPage()).includes(first));
    expect(await onPage()).toContain(second);
    expect(await dispatcher.push(['routing.setZone', zone('made-up-later')])).toMatchObject([{ outcome: 'applied' }]);
    await until('what was set in its place is on the page', async () => (await onPage()).includes('made-up-later'));
  });

  it('forgets what was lifted before it began, however far ahead that was', async () => {
    const fromMs = story.nowMs() + 300 * 86_400_000;
    const ahead = { closureId: 'parade', reason: 'Parade', edges: ['BATH-CATT'], points: [], fromMs, toMs: null };
    expect(await dispatcher.push(['routing.openClosure', ahead])).toMatchObject([{ outcome: 'applied' }]);
    await until('it is on the page', async () => (await onPage()).includes('"parade"'));
    expect(await dispatcher.push(['routing.liftClosure', { closureId: 'parade' }])).toMatchObject([
      { outcome: 'applied' },
    ]);
    await until('it is off the page', async () => !(await onPage()).includes('"parade"'));
  });
});
