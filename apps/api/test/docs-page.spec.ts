import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { startApi, type ApiUnderTest } from './harness/api.ts';
import { CHROMIUM } from './harness/chromium-path.ts';

/** What the page complains about: scripts and styles that the policy stops, references that lead nowhere, failed requests. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That a rule refused something is an answer.
    if (message.type() === 'error' && !message.text().includes('status of 409')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Presses *Execute*. @returns the status that the page shows for what it sent */
async function execute(operation: Locator): Promise<string> {
  const page = operation.page();
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await operation.locator('button.execute').click();
  const status = String((await answered).status());
  const shown = operation.locator('.live-responses-table .response-col_status', { hasText: status }).last();
  await shown.waitFor();
  return (await shown.textContent()) ?? '';
}

describe('the docs in Chromium', () => {
  let api: ApiUnderTest;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    [api, browser] = await Promise.all([startApi(), chromium.launch({ executablePath: CHROMIUM })]);
    context = await browser.newContext();
  });

  afterAll(() => Promise.all([api.close(), browser.close()]));

  const at = (host: string): string => api.url.replace('localhost', host);

  it.each([
    ['localhost', 'rider'],
    ['127.0.0.1', 'rider2'],
  ])('sign a demo person in with one click, and book, on %s', async (host, person) => {
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${at(host)}/docs`);
    await page.locator('.btn.authorize').click();
    const dialog = page.locator('.auth-container', { hasText: 'oauth2' });
    expect(await dialog.locator('#client_id_authorizationCode').inputValue()).toBe('bimride-web');
    const opened = context.waitForEvent('page');
    await dialog.locator('button.authorize').click();
    const signIn = await opened;
    await signIn.locator(`button[value="${person}"]`).click();
    await dialog.locator('button', { hasText: 'Logout' }).waitFor();
    await page.locator('.btn-done').first().click();
    await page.locator('#operations-rides-bookRide .opblock-summary-control').click();
    const book = page.locator('#operations-rides-bookRide');
    const key = book.locator('tr[data-param-name="Idempotency-Key"] input');
    expect(await key.inputValue()).toBe('');
    expect(await execute(book)).toContain('201');
    // The second time is another write, under another key: it meets the ride of the first.
    expect(await execute(book)).toContain('409');
    await key.fill(`docs-${host}`);
    expect(await execute(book)).toContain('409');
    expect(await key.inputValue()).toBe(`docs-${host}`);
    expect(await page.locator('.errors-wrapper').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('offer the sign-in first, with nothing to fill in, on a small screen', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${api.url}/docs`);
    await page.locator('.btn.authorize').click();
    const first = page.locator('.auth-container').first();
    expect(await first.textContent()).toContain('oauth2');
    const asked = await first.locator('input:visible').all();
    expect(await Promise.all(asked.map((input) => input.getAttribute('id')))).toEqual(['client_id_authorizationCode']);
    const button = await first.locator('button.authorize').boundingBox();
    expect((button?.y ?? Infinity) + (button?.height ?? 0)).toBeLessThan(740);
    await page.close();
  });

  it('list all problems within 360 px, with an index and a search', async () => {
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${api.url}/problems`);
    const widthPixels = () => page.evaluate<number>('document.documentElement.scrollWidth');
    expect(await widthPixels()).toBe(360);
    const all = await page.locator('section').count();
    expect(await page.locator('.codes a').count()).toBe(all);
    await page.locator('#words').fill('pin 409');
    expect(await page.locator('#pin_wrong').isVisible()).toBe(true);
    expect(await page.locator('#token_missing').isVisible()).toBe(false);
    await page.locator('details summary').first().click();
    await page.locator('.codes a[href="#token_missing"]').click();
    await page.locator('#token_missing:target').waitFor({ state: 'visible' });
    expect(await widthPixels()).toBe(360);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are reached from the first page, and lead to what a problem means', async () => {
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${api.url}/`);
    for (const path of ['/docs', '/openapi.json', '/problems', '/sign-in']) {
      expect(await page.locator(`a[href="${path}"]`).count()).toBe(1);
    }
    const refused = (await (await fetch(`${api.url}/v1/rides`)).json()) as { type: string };
    await page.goto(new URL(refused.type, api.url).href);
    expect(await page.locator(`:target h2 code`).textContent()).toBe('token_missing');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
