/**
 * A phone in Chromium killed (SIGKILL) in the steps it takes over IndexedDB and the network: what `mutate` resolved is never
 * lost, and nothing is done twice. Here some steps, others each time; `npm run crash:browser` takes every one, both ways.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startBrowserLives, type BrowserLives, type Life, type LifeReport } from '../test/browser-lives.ts';
import { findingsIn } from '../test/life-findings.ts';
import { TestClock } from './testing/test-clock.ts';

const STRIDE = 40;
const MUST_STRIDE = 3;
/** Steps in which something has just been promised to the person, or decided without the phone knowing. */
const MUST_HIT = /^resolved|push decided$/;
/** All of Chromium is ended in one step of each of these kinds. */
const ENDS_BROWSER = [/^commit asked$/, /^resolved|push decided$/];

const seed = Math.floor(Math.random() * 1_000_000);
const chance = new TestClock({ seed });
let lives: BrowserLives;
let whole: LifeReport;

beforeAll(async () => {
  process.stdout.write(`crashes in Chromium: seed ${seed}\n`);
  lives = await startBrowserLives();
  whole = await lives.run({ killAt: 0, kills: 'page' });
});
afterAll(() => lives.close());

async function expectKept(life: Life): Promise<void> {
  const findings = findingsIn(await lives.run(life), whole, life.killAt);
  expect({ seed, ...life, step: whole.steps[life.killAt - 1], findings }).toMatchObject({ findings: [] });
}

/** One of so many steps of a kind, beginning anywhere. */
function some(kind: RegExp, stride: number): readonly number[] {
  const offset = Math.floor(chance.random() * stride);
  const places = whole.steps.flatMap((step, index) => (kind.test(step) ? [index + 1] : []));
  return places.filter((_, index) => index % stride === offset);
}

it('Y1 keeps its promises wherever the process of its page is ended', async () => {
  expect(whole).toMatchObject({ died: false, noted: ['first', 'second', 'help', 'third'] });
  expect(whole.steps.length).toBeGreaterThan(80);
  const chosen = [...some(/./, STRIDE), ...some(MUST_HIT, MUST_STRIDE)];
  for (const killAt of chosen) await expectKept({ killAt, kills: 'page' });
});

it('keeps them when all of Chromium is ended and started again on its profile', async () => {
  for (const kind of ENDS_BROWSER) {
    const places = whole.steps.flatMap((step, index) => (kind.test(step) ? [index + 1] : []));
    const killAt = places[Math.floor(chance.random() * places.length)] ?? 0;
    await expectKept({ killAt, kills: 'browser' });
  }
});

it('would see it: a storage that says "durable" too early is caught, and so is a life that was not ended', async () => {
  const life = { kills: 'page', manner: 'careless' } as const;
  const careless = await lives.run({ ...life, killAt: 0 });
  const killAt = careless.steps.indexOf('resolved first') + 1;
  expect(findingsIn(await lives.run({ ...life, killAt }), careless, killAt)).toContain('lost: first');
  expect(findingsIn(whole, whole, whole.steps.length + 1)).toContain('it did not die');
});
