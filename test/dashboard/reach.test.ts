import { describeInBrowser, PHONE, screenshot } from '../support/browser';
import { fill, NO_OVERFLOW, pageFixture, tellAlert, withToken } from './fixture';

describeInBrowser('the page on a phone and by keyboard', () => {
  const fixture = pageFixture();

  test('a phone shows one column that never scrolls sideways, and an opened opportunity in its place', async () => {
    const running = await fixture.serve();
    fill(running);
    tellAlert(running);
    const page = await fixture.open(withToken(running.url), { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
    await page.locator('.row', { hasText: 'TAOUSDT' }).waitFor();
    await screenshot(page, 'phone-list');
    for (const view of ['Track record', 'Health', 'Radar']) {
      await page.getByRole('button', { name: view }).tap();
      expect([view, await page.evaluate(NO_OVERFLOW)]).toEqual([view, true]);
    }
    await page.locator('.row', { hasText: 'TAOUSDT' }).tap();
    await page.locator('#chart canvas').first().waitFor();
    expect(await page.evaluate(NO_OVERFLOW)).toBe(true);
    expect(await page.locator('#opportunity-list').isVisible()).toBe(false);
    await screenshot(page, 'phone-detail');
    await page.getByRole('button', { name: 'Close' }).tap();
    await page.locator('#opportunity-list').waitFor();
  });

  test('the keyboard alone reaches everything: skip link, rows by j, k and arrows, Enter and Esc', async () => {
    const running = await fixture.serve();
    fill(running);
    tellAlert(running);
    const page = await fixture.open(running.url, { reducedMotion: 'reduce' });
    await page.locator('.row', { hasText: 'TAOUSDT' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.locator('#chart canvas').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#detail .opened').waitFor({ state: 'hidden' });
    const focusedSymbol = (): Promise<unknown> => page.evaluate('document.activeElement.querySelector(".symbol")?.textContent');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    const symbols = await page.locator('#opportunity-list .symbol').allInnerTexts();
    expect(symbols).toContain(await focusedSymbol());
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await page.locator('.row[aria-current="true"]').waitFor();
    expect(await page.locator('#opportunity-list [tabindex="0"]').count()).toBe(1);
    const opened = await focusedSymbol();
    await page.keyboard.press('Escape');
    await page.locator('#detail .opened').waitFor({ state: 'hidden' });
    expect(await focusedSymbol()).toBe(opened);
  });
});
