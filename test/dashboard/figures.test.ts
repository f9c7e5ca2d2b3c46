import { describeInBrowser, screenshot } from '../support/browser';
import { healthEntry, pageUser } from '../support/page-world';
import { fill, pageFixture, withToken } from './fixture';

describeInBrowser('how it is and how it went, on the page', () => {
  const fixture = pageFixture();

  test('a part that falls silent is shown as such, in the header and by name', async () => {
    const running = await fixture.serve();
    running.tell(healthEntry('scanner'), Date.now() - 45_000);
    running.tell(healthEntry('whales'), Date.now() + 60_000);
    running.tell(healthEntry('stream', { status: 'degraded', reason: 'two feeds are stale' }), Date.now() + 60_000);
    const page = await fixture.open(running.url);
    await page.locator('#health-pill', { hasText: '1 part silent' }).waitFor();
    await page.getByRole('button', { name: 'Health' }).click();
    expect(await page.locator('[data-component="scanner"]').innerText()).toMatch(/no word since \d+ (?:s|min); then it was ok/);
    expect(await page.locator('[data-component="stream"]').innerText()).toMatch(/degraded[\s\S]*two feeds are stale/);
    expect(await page.locator('[data-component="whales"]').innerText()).toMatch(/feed age\s+240 ms/);
    await screenshot(page, 'feed-stalled');
  });

  test('muting a channel needs a token and changes what is shown', async () => {
    const running = await fixture.serve();
    running.world.users = [pageUser()];
    const reader = await fixture.open(running.url);
    await reader.getByRole('button', { name: 'Health' }).click();
    expect(await reader.getByRole('button', { name: 'Mute email of local' }).isDisabled()).toBe(true);
    const page = await fixture.open(withToken(running.url));
    await page.getByRole('button', { name: 'Health' }).click();
    await page.getByRole('button', { name: 'Mute email of local' }).click();
    await page.getByRole('button', { name: 'Unmute email of local' }).waitFor();
    expect(running.asked).toContain('POST /api/users/local/channels/email/mute');
    expect(await page.locator('.channel').allInnerTexts()).toEqual(['E-mail s***@example.com', 'SMS +82***78']);
  });

  test('the pressed button keeps the focus, whether it changed something or not; why it did not is read out', async () => {
    const running = await fixture.serve();
    running.world.users = [pageUser()];
    const page = await fixture.open(withToken(running.url));
    await page.getByRole('button', { name: 'Health' }).click();
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await page.getByRole('button', { name: 'Mute email of local' }).press('Enter');
    await page.getByRole('button', { name: 'Unmute email of local' }).waitFor();
    expect(await focused()).toBe('Unmute email of local');
    running.world.isBroken = true;
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Users' }).getByRole('status').getByText('The tables do not answer.').waitFor();
    expect(await focused()).toBe('Unmute email of local');
  });

  test('the track record draws intervals as intervals, and says where there is not enough data', async () => {
    const running = await fixture.serve();
    fill(running);
    const page = await fixture.open(running.url);
    await page.getByRole('button', { name: 'Track record' }).click();
    await page.locator('.track-table tbody tr').nth(4).waitFor();
    expect(await page.getByText('not enough data (11 of 30)').count()).toBe(1);
    expect(await page.getByText('too few days').count()).toBe(2);
    expect(await page.locator('.interval-plot.above[aria-label="1.21×, 95 % 1.04× to 1.41×"]').count()).toBe(1);
    expect(await page.locator('.interval-plot.below').count()).toBeGreaterThan(1);
    await screenshot(page, 'track-record');
    expect(await page.locator('.track-table tbody tr').first().innerText()).toMatch(/\+9\.0\s+\+40\.0\s+−30\.0\s+1\.42/);
    await page.getByRole('button', { name: 'By confidence' }).click();
    await page.getByText('confidence 70–80 %').waitFor();
    await page.getByRole('button', { name: 'Health' }).click();
    await page.getByText('delivery-queue').waitFor();
    await screenshot(page, 'health');
  });
});
